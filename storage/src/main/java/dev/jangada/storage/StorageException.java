package dev.jangada.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Storage could not do what was asked. The message is one sentence for people that names the thing and the remedy;
 * {@link #retryable()} says whether the same call may succeed later or elsewhere.
 */
public final class StorageException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    private StorageException(String message, @Nullable Throwable cause, boolean retryable) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** A failure that stays until somebody changes something. */
    public static StorageException permanent(String message) {
        return new StorageException(message, null, false);
    }

    /** A failure that stays until somebody changes something, with what caused it. */
    public static StorageException permanent(String message, @Nullable Throwable cause) {
        return new StorageException(message, cause, false);
    }

    /** A failure that another try, perhaps on another worker, may not meet. */
    public static StorageException passing(String message, @Nullable Throwable cause) {
        return new StorageException(message, cause, true);
    }

    /** Whether another try, perhaps on another worker, may succeed. */
    public boolean retryable() {
        return retryable;
    }
}
