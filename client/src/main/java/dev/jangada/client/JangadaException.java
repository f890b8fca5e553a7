package dev.jangada.client;

import org.jspecify.annotations.Nullable;

/** Something that was asked for did not happen. The message is for people: what, why and what to do. */
public abstract class JangadaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence for the user, and what led to it. */
    protected JangadaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the same call may succeed later, with nothing changed by the caller. */
    public abstract boolean retryable();
}
