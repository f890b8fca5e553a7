package dev.jangada.api;

/** A job is not well defined; the message says in one sentence what is wrong and what to do. */
public final class JobDefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence for the user. */
    public JobDefinitionException(String message) {
        super(message);
    }

    /** With a sentence for the user, and what led to it. */
    public JobDefinitionException(String message, Throwable cause) {
        super(message, cause);
    }
}
