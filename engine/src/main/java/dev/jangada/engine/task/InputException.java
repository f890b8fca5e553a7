package dev.jangada.engine.task;

/** The input is not what the job expects, such as a record beyond the limits. */
public final class InputException extends TaskException {

    private static final long serialVersionUID = 1L;

    /** With a sentence that names the file. */
    public InputException(String message) {
        super(message, null);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
