package dev.jangada.worker;

import org.jspecify.annotations.Nullable;

/** A worker cannot start. The message is a sentence for people, with the remedy. */
public final class WorkerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a sentence. */
    public WorkerStartException(String message) {
        this(message, null);
    }

    /** With a sentence and what caused it. */
    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
