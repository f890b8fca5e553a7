package dev.jangada.engine.task;

/** The user's code threw; the message names the place in the input or the key, and the cause is what it threw. */
public final class UserCodeException extends TaskException {

    private static final long serialVersionUID = 1L;

    /** With the place and what was thrown. */
    public UserCodeException(String message, Throwable cause) {
        super(message, cause);
    }

    /** True: user code may depend on things that pass; the attempts of a task are limited anyway. */
    @Override
    public boolean retryable() {
        return true;
    }
}
