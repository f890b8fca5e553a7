package dev.jangada.storage;

import java.io.Closeable;

/** An open file with reads at any position. Safe for use by several threads. */
public interface ReadableFile extends Closeable {

    /** The file's length in bytes now. */
    long length() throws StorageException;

    /**
     * Reads bytes at a position. Like {@link java.io.InputStream#read(byte[], int, int)} it may return fewer bytes
     * than asked for.
     *
     * @param position where to start, in bytes from the start of the file
     * @return how many bytes were read, at least 1 if {@code length} is positive, or -1 at the end of the file
     * @throws StorageException if the file cannot be read
     */
    int read(long position, byte[] buffer, int offset, int length) throws StorageException;

    @Override
    void close() throws StorageException;
}
