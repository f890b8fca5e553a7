package dev.jangada.worker.artifact;

import java.io.IOException;
import java.io.OutputStream;

/** Where artifacts come from: the masters. */
@FunctionalInterface
public interface ArtifactSource {

    /**
     * Writes the bytes of an artifact. They are not checked yet.
     *
     * @throws IOException when nobody gives it
     */
    void fetch(String digest, OutputStream target) throws IOException;
}
