package dev.jangada.master.grpc;

import java.io.IOException;
import java.io.InputStream;

/** Where this master keeps artifacts, by the SHA-256 of their bytes. Thread-safe. */
public interface ArtifactDisk {
    /** Length of the largest artifact that a master takes. */
    long LENGTH_MAX = 256L << 20;

    /** Whether the artifact is here, whole and durable. */
    boolean holds(String digest);

    /** Begins to take in an artifact of {@code length} bytes. */
    Incoming receive(String digest, long length) throws IOException;

    /** The number of bytes of an artifact that is here. */
    long length(String digest) throws IOException;

    /** The bytes of an artifact that is here. */
    InputStream open(String digest) throws IOException;

    /** An artifact that comes in, piece by piece; used by one thread at a time. */
    interface Incoming extends AutoCloseable {
        /** Adds the next bytes. */
        void write(byte[] bytes) throws IOException;

        /**
         * Makes it durable, once all bytes are there.
         *
         * @throws IOException also if the bytes are not those that the digest stands for
         */
        void complete() throws IOException;

        /** Drops what came in, if it is not complete. */
        @Override
        void close();
    }
}
