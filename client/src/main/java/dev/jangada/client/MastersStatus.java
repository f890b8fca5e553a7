package dev.jangada.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The masters as one of them sees them.
 *
 * @param masters all of them
 * @param lastFailover the last change of leader, if there was one
 */
public record MastersStatus(List<Master> masters, Optional<Failover> lastFailover) {

    /** Copies the list. */
    public MastersStatus {
        masters = List.copyOf(masters);
    }

    /** The leader, if one is known. */
    public Optional<Master> leader() {
        return masters.stream().filter(master -> master.role().equals("LEADER")).findFirst();
    }

    /**
     * One master.
     *
     * @param id its id
     * @param role LEADER, FOLLOWER, CANDIDATE or UNREACHABLE
     * @param apiAddress where it answers clients and workers
     * @param raftAddress where it answers other masters
     * @param httpAddress where it serves its console; empty if it does not
     * @param term its term of leadership
     * @param appliedIndex the last index of the log that it has applied
     * @param commitIndex the last index that it knows to be committed
     * @param stateHash hash of its state at the applied index, in hex
     * @param alive whether its raft division works
     * @param version its version
     */
    public record Master(
            String id,
            String role,
            String apiAddress,
            String raftAddress,
            String httpAddress,
            long term,
            long appliedIndex,
            long commitIndex,
            String stateHash,
            boolean alive,
            String version) {}

    /**
     * A change of leader.
     *
     * @param term the new leader's term
     * @param leader the new leader
     * @param previousLeader the old one
     * @param at when the new leader was ready
     * @param outage from the last sign of the old leader until the new one was ready; zero if it never heard of one
     * @param firstAssignment from then until the next task was assigned; empty if none was yet
     */
    public record Failover(
            long term,
            String leader,
            String previousLeader,
            Instant at,
            Duration outage,
            Optional<Duration> firstAssignment) {}
}
