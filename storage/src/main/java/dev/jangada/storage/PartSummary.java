package dev.jangada.storage;

/**
 * What an attempt reports of a part that it made durable.
 *
 * @param name the part's final name
 * @param attempt the attempt that wrote it
 * @param records how many records it holds
 * @param bytes its length
 * @param crc32c the CRC32C of its bytes
 */
public record PartSummary(String name, int attempt, long records, long bytes, int crc32c) {

    /** Rejects names that are no plain part name, and negative counts. */
    public PartSummary {
        PartNames.check(name);
        if (attempt < 0 || records < 0 || bytes < 0) {
            throw new IllegalArgumentException("a count of " + name + " is negative: attempt " + attempt + ", records "
                    + records + ", bytes " + bytes);
        }
    }
}
