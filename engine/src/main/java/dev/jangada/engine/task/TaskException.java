package dev.jangada.engine.task;

import org.jspecify.annotations.Nullable;

/** A task attempt cannot go on. The message is for people: it names the thing, what is wrong, and what to do. */
public abstract class TaskException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message, and what caused it. */
    protected TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether another attempt, perhaps on another worker, may succeed. */
    public abstract boolean retryable();
}
