package dev.jangada.coordinator;

/**
 * One part of a job's output as its attempt wrote it, to an attempt-private place.
 *
 * @param name final name, such as {@code part-r-00000}
 * @param records records in it
 * @param bytes its length
 * @param crc32c CRC-32C of all its bytes
 */
public record PartFact(String name, long records, long bytes, int crc32c) {}
