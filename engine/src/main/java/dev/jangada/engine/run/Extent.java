package dev.jangada.engine.run;

/**
 * Where one partition lies in a run file.
 *
 * @param offset where its blocks start
 * @param length how many bytes they take; 0 when the partition is empty
 * @param records how many records they hold
 * @param crc32c the CRC32C of these bytes
 */
public record Extent(long offset, long length, long records, int crc32c) {}
