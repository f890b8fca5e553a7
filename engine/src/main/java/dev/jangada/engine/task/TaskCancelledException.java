package dev.jangada.engine.task;

/** The attempt was told to stop. */
public final class TaskCancelledException extends TaskException {

    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public TaskCancelledException(String message) {
        super(message, null);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
