package dev.jangada.client;

/**
 * One file of a published output.
 *
 * @param name the file's name, such as {@code part-r-00000}
 * @param records its records
 * @param bytes its length
 * @param crc32c the checksum of its bytes (CRC-32C), unsigned
 */
public record OutputPart(String name, long records, long bytes, long crc32c) {}
