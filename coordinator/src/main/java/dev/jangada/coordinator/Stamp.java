package dev.jangada.coordinator;

/**
 * Where and when a command stands in the replicated log. It is all that the core knows of time.
 *
 * @param term the raft term of the log entry
 * @param index the index of the log entry
 * @param timeMillis the proposing leader's wall clock, in ms since the Unix epoch; the core clamps it to be monotonic
 */
public record Stamp(long term, long index, long timeMillis) {}
