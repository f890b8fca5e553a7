package dev.jangada.master.artifact;

import java.io.IOException;

/** An artifact can't be taken in or given out as it is. The message is a sentence for people, with the remedy. */
public final class ArtifactException extends IOException {
    private static final long serialVersionUID = 1L;

    ArtifactException(String message) {
        super(message);
    }
}
