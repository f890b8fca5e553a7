package dev.jangada.coordinator.state;

/**
 * Something that happened to a job.
 *
 * @param timeMillis when, by the leader's clock
 * @param term the raft term in which it happened
 * @param index the log entry that made it happen
 * @param what it was
 */
public record HistoryEntry(long timeMillis, long term, long index, Happening what) {}
