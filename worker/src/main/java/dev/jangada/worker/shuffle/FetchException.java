package dev.jangada.worker.shuffle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** A segment cannot be had from its holder. The message says from whom and why. */
public final class FetchException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean isGone;

    private FetchException(String message, @Nullable Throwable cause, boolean isGone) {
        super(message, cause);
        this.isGone = isGone;
    }

    /** Trying again cannot help: the holder says that it does not have it. */
    public static FetchException gone(String message, @Nullable Throwable cause) {
        return new FetchException(message, cause, true);
    }

    /** The file that should hold it is not there. */
    public static FetchException missing(NoSuchFileException cause) {
        return gone("there is no file " + cause.getFile(), cause);
    }

    /** The way to the holder failed; another try may succeed. */
    public static FetchException broken(String message, @Nullable Throwable cause) {
        return new FetchException(message, cause, false);
    }

    /** Whether trying again cannot help. */
    public boolean isGone() {
        return isGone;
    }
}
