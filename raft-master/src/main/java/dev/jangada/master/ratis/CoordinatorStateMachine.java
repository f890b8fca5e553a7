package dev.jangada.master.ratis;

import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Fatal;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core as the raft library drives it. {@link #applyTransaction}, {@link #takeSnapshot} and {@link #reinitialize} run
 * on the library's apply thread; notifications arrive on several threads, some under its locks, and never block.
 */
final class CoordinatorStateMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorStateMachine.class);

    private final String masterId;
    private final ClientId localClient;
    private final AppliedCore core;
    private final Snapshots snapshots;
    private final Proposals proposals;
    private final LeadershipTracker leadership;
    private final Path directory;
    private final LongSupplier outageMillis;
    private final Fatal fatal;
    private volatile boolean dismissed;
    /** Between {@link #pause} and {@link #reinitialize}; guarded by the snapshots. */
    private boolean isPaused;

    /** @param localClient whose writes are accepted: nobody else may write to the log, though the port is open to others */
    CoordinatorStateMachine(
            String masterId,
            ClientId localClient,
            AppliedCore core,
            Snapshots snapshots,
            Proposals proposals,
            LeadershipTracker leadership,
            Ends ends) {
        this.masterId = masterId;
        this.localClient = localClient;
        this.core = core;
        this.snapshots = snapshots;
        this.proposals = proposals;
        this.leadership = leadership;
        this.directory = ends.directory();
        this.outageMillis = ends.outageMillis();
        this.fatal = ends.fatal();
    }

    /**
     * What the state machine needs of the process around it.
     *
     * @param directory where the master keeps everything
     * @param outageMillis how long no leader was heard
     * @param fatal how to end the process
     */
    record Ends(Path directory, LongSupplier outageMillis, Fatal fatal) {}

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        super.initialize(server, group, storage);
        getLifeCycle().startAndTransition(() -> {
            snapshots.open(storage);
            restoreLatest();
        });
    }

    private void restoreLatest() throws IOException {
        Snapshots.Restored restored = snapshots.loadLatest();
        if (restored == null) {
            return;
        }
        core.restore(
                restored.state(),
                new AppliedCore.Place(
                        restored.place().getTerm(), restored.place().getIndex()));
        setLastAppliedTermIndex(restored.place());
        LOG.info("restored state master={} snapshot={}", masterId, restored.place());
    }

    /**
     * The library puts a snapshot of the leader's in the place of the directory next: one of our own that is being written
     * is finished first, and none begins.
     */
    @Override
    public void pause() {
        synchronized (snapshots) {
            isPaused = true;
        }
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        getLifeCycle().transition(LifeCycle.State.STARTING);
        try {
            snapshots.syncInstalled();
            restoreLatest();
        } catch (IOException | RuntimeException e) {
            fatal.end(
                    Fatal.STORAGE_LOST,
                    StorageLoss.sentence(masterId, "could not keep the snapshot that its leader sent", directory, e),
                    e);
            throw e;
        }
        synchronized (snapshots) {
            isPaused = false;
        }
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots.storage();
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        TransactionContext transaction = super.startTransaction(request);
        if (!request.getClientId().equals(localClient)) {
            transaction.setException(new IOException("only the leading master itself writes to the log"));
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        TermIndex place = TermIndex.valueOf(entry.getTerm(), entry.getIndex());
        AppliedCore.Outcome outcome;
        try {
            outcome = core.apply(
                    new AppliedCore.Place(entry.getTerm(), entry.getIndex()),
                    entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
        } catch (RuntimeException | Error e) {
            fatal.end(
                    Fatal.INVARIANT_BROKEN,
                    "master " + masterId + " could not apply log entry " + place.getIndex() + " of term "
                            + place.getTerm() + ", and so it must not go on: " + e.getMessage(),
                    e);
            throw e;
        }
        updateLastAppliedTermIndex(place);
        if (outcome.proposer().isEmpty()) {
            LOG.error("log entry is unreadable and was passed over master={} entry={}", masterId, place);
        }
        if (outcome.proposer().equals(masterId)) {
            proposals.applied(
                    outcome.leaderTerm(),
                    outcome.batch(),
                    new Applied(place.getTerm(), place.getIndex(), outcome.decisions()));
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    /**
     * The raft library goes on as a follower whose log has failed once: it counts as alive, and takes no entry any more.
     */
    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
        if (cause instanceof ClosedByInterruptException) {
            return; // it is being closed
        }
        fatal.end(
                Fatal.STORAGE_LOST,
                StorageLoss.sentence(
                        masterId,
                        "could not write log entry " + entry.getIndex() + " of term " + entry.getTerm(),
                        directory,
                        cause),
                cause);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        core.passed(new AppliedCore.Place(term, index));
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex place = getLastAppliedTermIndex();
        synchronized (snapshots) {
            return isPaused || place.getIndex() < 0 ? RaftLog.INVALID_LOG_INDEX : snapshots.take(place, core.freeze());
        }
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        leadership.configurationApplied(term);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean wholeServer) {
        // The raft library closes a single replica by itself only because it is no member of its group any more.
        dismissed |= !wholeServer;
    }

    /** Whether this master was removed from its group. */
    boolean isDismissed() {
        return dismissed;
    }

    @Override
    public void notifyLeaderReady() {
        leadership.ready(outageMillis.getAsLong());
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId newLeader) {
        if (!newLeader.toString().equals(masterId)) {
            leadership.lost();
        }
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        leadership.lost();
        proposals.allUnknown("leadership was lost");
    }
}
