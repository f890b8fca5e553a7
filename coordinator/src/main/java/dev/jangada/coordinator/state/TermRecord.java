package dev.jangada.coordinator.state;

/**
 * A term that a leader began.
 *
 * @param term the raft term
 * @param leader the master's id
 * @param timeMillis when the leader was ready
 * @param outageMillis how long nobody led before, as the new leader saw it
 * @param firstAssignedMillis when the first task was assigned in it; 0 until then
 */
public record TermRecord(long term, String leader, long timeMillis, long outageMillis, long firstAssignedMillis) {
    /** The same once its first task is assigned. */
    TermRecord withFirstAssignment(long millis) {
        return new TermRecord(term, leader, timeMillis, outageMillis, millis);
    }
}
