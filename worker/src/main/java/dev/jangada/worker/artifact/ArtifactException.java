package dev.jangada.worker.artifact;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A job's jar cannot be had now; another try may succeed. The message is a sentence for people. */
public final class ArtifactException extends IOException {

    private static final long serialVersionUID = 1L;

    /** With a sentence and what caused it. */
    public ArtifactException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
