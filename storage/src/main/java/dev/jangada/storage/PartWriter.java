package dev.jangada.storage;

import java.io.Closeable;

/**
 * Writes one attempt's version of one part, counting bytes and computing their CRC32C. Owned by one thread.
 *
 * <p>Closing without a commit discards what was written; closing after a commit does nothing.
 */
public interface PartWriter extends Closeable {

    /**
     * Appends bytes.
     *
     * @throws StorageException if the storage fails; the writer can then only be closed
     */
    void write(byte[] bytes, int offset, int length) throws StorageException;

    /**
     * Makes the part durable and ends writing. What it returns is what the attempt reports to the master.
     *
     * @param records how many records the part holds
     * @throws StorageException if the part could not be made durable, or the job is over
     */
    PartSummary commit(long records) throws StorageException;

    @Override
    void close() throws StorageException;
}
