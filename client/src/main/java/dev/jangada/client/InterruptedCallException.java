package dev.jangada.client;

/** The calling thread was interrupted while it waited; its interrupt status is set again. */
public final class InterruptedCallException extends JangadaException {

    private static final long serialVersionUID = 1L;

    /** With what was being waited for. */
    public InterruptedCallException(String awaited) {
        super("interrupted while waiting for " + awaited, null);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
