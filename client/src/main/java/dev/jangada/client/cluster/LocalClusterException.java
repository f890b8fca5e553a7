package dev.jangada.client.cluster;

import org.jspecify.annotations.Nullable;

/** Something is wrong with a local cluster; the message says what, and the remedy. */
public final class LocalClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence. */
    public LocalClusterException(String message) {
        this(message, null);
    }

    /** With a sentence and what led to it. */
    public LocalClusterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
