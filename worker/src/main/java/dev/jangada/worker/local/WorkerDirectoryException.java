package dev.jangada.worker.local;

import org.jspecify.annotations.Nullable;

/** A directory cannot be a worker's. The message is a sentence for people, with the remedy. */
public final class WorkerDirectoryException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a sentence. */
    public WorkerDirectoryException(String message) {
        this(message, null);
    }

    /** With a sentence and what caused it. */
    public WorkerDirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
