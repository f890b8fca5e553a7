package dev.jangada.master.replication;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.codec.CommandCodec;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.protocol.v1.LogEntry;
import dev.jangada.protocol.v1.LoggedCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The core and the place in the log that it has reached, under one lock. The apply thread alone changes it; anybody may
 * read. Knows log entries, but not how they got here.
 */
public final class AppliedCore {
    private final String clusterId;
    private final ReentrantLock lock = new ReentrantLock();
    private Coordinator coordinator = new Coordinator(new ClusterState());
    private long appliedIndex = -1;
    private long appliedTerm;
    private boolean broken;

    /** An empty core, before the first entry. */
    public AppliedCore(String clusterId) {
        this.clusterId = clusterId;
    }

    /**
     * Where an entry is in the log.
     *
     * @param term the raft term in which it was appended
     * @param index its index
     */
    public record Place(long term, long index) {}

    /**
     * An entry as it was applied.
     *
     * @param proposer the master that proposed it; empty if the entry could not be read
     * @param leaderTerm the term in which it was proposed
     * @param batch its number among the proposer's batches
     * @param decisions one for each command
     */
    public record Outcome(String proposer, long leaderTerm, long batch, List<Decision> decisions) {}

    /**
     * Applies one entry. What the entry itself has wrong is refused by value.
     *
     * @throws RuntimeException when the core is broken or the entry was written by a newer version: this master must end
     */
    public Outcome apply(Place place, ByteBuffer bytes) {
        lock.lock();
        try {
            if (broken) {
                throw new IllegalStateException("the core broke at an earlier entry");
            }
            if (place.index() <= appliedIndex) {
                throw new IllegalStateException(
                        "entry " + place.index() + " comes after entry " + appliedIndex + " was applied");
            }
            broken = true;
            Outcome outcome = applyParsed(place, bytes);
            appliedIndex = place.index();
            appliedTerm = place.term();
            broken = false;
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private Outcome applyParsed(Place place, ByteBuffer bytes) {
        LogEntry entry;
        try {
            entry = LogEntryCodec.parse(bytes);
        } catch (MalformedMessageException e) {
            return new Outcome("", 0, 0, List.of());
        }
        if (entry.getFormat() > LogEntryCodec.FORMAT) {
            throw new IllegalStateException(
                    "it has format " + entry.getFormat() + ", and this version knows formats up to "
                            + LogEntryCodec.FORMAT + " only: start a newer version on this directory");
        }
        List<Decision> decisions = new ArrayList<>(entry.getCommandsCount());
        Reply.Refused refusal = refusalOfAll(place, entry);
        for (LoggedCommand logged : entry.getCommandsList()) {
            decisions.add(refusal != null ? new Decision(List.of(), refusal) : apply(place, entry, logged));
        }
        return new Outcome(entry.getProposer(), entry.getLeaderTerm(), entry.getBatch(), decisions);
    }

    private Reply.@Nullable Refused refusalOfAll(Place place, LogEntry entry) {
        if (!entry.getClusterId().equals(clusterId)) {
            return new Reply.Refused(
                    Refusal.INVALID,
                    "the entry is meant for cluster '" + entry.getClusterId() + "', and this is " + clusterId);
        }
        if (entry.getLeaderTerm() != place.term()) {
            return new Reply.Refused(
                    Refusal.STALE_TERM,
                    "proposed in term " + entry.getLeaderTerm() + " and committed in term " + place.term()
                            + ": ask the leader again");
        }
        return null;
    }

    private Decision apply(Place place, LogEntry entry, LoggedCommand logged) {
        Command command;
        try {
            command = CommandCodec.decode(logged);
        } catch (MalformedMessageException e) {
            String message = String.valueOf(e.getMessage());
            return new Decision(List.of(), new Reply.Refused(Refusal.INVALID, message));
        }
        Stamp stamp = new Stamp(place.term(), place.index(), entry.getLeaderTimeMillis());
        return coordinator.apply(stamp, command);
    }

    /** Entries of the raft library itself count as applied, too. */
    public void passed(Place place) {
        lock.lock();
        try {
            if (place.index() > appliedIndex) {
                appliedIndex = place.index();
                appliedTerm = place.term();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads under the lock. */
    public <T> T read(Function<ClusterState, T> reader) {
        lock.lock();
        try {
            return reader.apply(coordinator.state());
        } finally {
            lock.unlock();
        }
    }

    /** The state as values, with the index that it reflects; only whoever writes them down waits for the disk. */
    public Frozen freeze() {
        lock.lock();
        try {
            if (broken) {
                throw new IllegalStateException("the core is broken and must not be written down");
            }
            ClusterState state = coordinator.state();
            return new Frozen(appliedIndex, state.hash(), state.image());
        } finally {
            lock.unlock();
        }
    }

    /** A moment of the state. */
    public record Frozen(long index, long hash, ClusterImage image) {}

    /** The hash of the state, and the log index that it belongs to. */
    public StateDigest digest() {
        lock.lock();
        try {
            return new StateDigest(appliedIndex, coordinator.state().hash());
        } finally {
            lock.unlock();
        }
    }

    /** The place of the last entry applied; term 0 before the first. */
    public Place applied() {
        lock.lock();
        try {
            return new Place(appliedTerm, appliedIndex);
        } finally {
            lock.unlock();
        }
    }

    /** The last log index applied. */
    public long appliedIndex() {
        lock.lock();
        try {
            return appliedIndex;
        } finally {
            lock.unlock();
        }
    }

    /** Goes on from a snapshot. */
    public void restore(ClusterState state, Place place) {
        lock.lock();
        try {
            coordinator = new Coordinator(state);
            appliedIndex = place.index();
            appliedTerm = place.term();
        } finally {
            lock.unlock();
        }
    }
}
