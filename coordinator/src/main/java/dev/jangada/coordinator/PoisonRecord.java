package dev.jangada.coordinator;

/**
 * A record that an attempt failed at.
 *
 * @param position what tells it from every other record of its task, whoever runs it: of a map the number of the record
 *     in the split, of a reduce a hash of the key
 * @param where the same for people, with file and offset or the key; at most 300 characters
 */
public record PoisonRecord(long position, String where) {}
