package dev.jangada.coordinator.state;

/**
 * A term that a leader began.
 *
 * @param term the raft term
 * @param leader the master's id
 * @param timeMillis when the leader was ready
 * @param outageMillis how long nobody led before, as the new leader saw it
 */
public record TermRecord(long term, String leader, long timeMillis, long outageMillis) {}
