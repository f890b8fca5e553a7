package dev.jangada.master.replication;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.state.ClusterState;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The coordinator core as this master sees it: replicated by raft, applied in log order. Thread-safe. What raft library
 * is below shows nowhere in this interface.
 */
public interface ReplicatedCore {
    /**
     * Proposes one batch in the current term. Batches proposed one after the other from one thread are applied in that
     * order, or a suffix of them is not applied at all.
     *
     * @return completes once the batch is committed and applied here; exceptionally with {@link NotLeadingException}
     *     when this master does not lead (any more): whether the batch was applied is then unknown
     */
    CompletableFuture<Applied> propose(long term, List<Command> batch);

    /**
     * Reads this master's own copy of the state, which may be stale, under the lock that guards it; {@code reader} must
     * be quick, must not call back into this object and must not let the state escape.
     */
    <T> T read(Function<ClusterState, T> reader);

    /**
     * A linearizable read point: completes, on any master, once the local state holds everything that was acknowledged
     * before this call; exceptionally with {@link NotLeadingException} when no leader confirms it in time.
     *
     * @return the applied log index
     */
    CompletableFuture<Long> readPoint();

    /** The place of the last log entry applied here, atomically: the state read afterwards holds at least that. */
    AppliedCore.Place applied();

    /** The term of the log entry at an index; empty if this master does not have that entry (any more). */
    OptionalLong termAt(long index);

    /** What this master knows of the raft group at this moment. */
    Leadership leadership();

    /**
     * Registers the one listener to leadership changes; called on a thread of its own, in order, never under a lock of
     * raft.
     */
    void listen(LeadershipListener listener);

    /** Hands leadership to another master, or to any other when {@code to} is empty; completes with the new leader. */
    CompletableFuture<String> transferLeadership(String to);
}
