package dev.jangada.client;

/** No master that leads could be reached within the time allowed; what was asked may or may not have happened. */
public final class NoLeaderException extends JangadaException {

    private static final long serialVersionUID = 1L;

    /** With what each master said. */
    public NoLeaderException(String message) {
        super(message, null);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
