package dev.jangada.master.ratis;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Introducer;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.LeadershipListener;
import dev.jangada.master.replication.LogClock;
import dev.jangada.master.replication.MasterGroup;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.master.replication.StateDigest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This master's replica of the core, in a raft group of Apache Ratis. Thread-safe. Proposals are serialised by a lock of
 * their own, so that they reach the log in the order of the calls; futures complete on one reply thread, and the
 * leadership listener is called on another.
 */
public final class RatisNode implements ReplicatedCore, MasterGroup, AutoCloseable {
    /** The largest batch that {@link #propose} takes, in encoded bytes. */
    public static final int BATCH_BYTES_MAX = RaftSettings.ENTRY_BYTES_MAX;

    /** How many batches may be under way; a leader that keeps more than a few has lost count. */
    public static final int BATCHES_IN_FLIGHT_MAX = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RatisNode.class);
    private static final long PROPOSAL_TIMEOUT_MILLIS = 10_000;
    private static final long READ_TIMEOUT_MILLIS = 3_000;
    private static final long STOP_TRANSFER_MILLIS = 2_000;

    private final RatisConfiguration configuration;
    private final DataDirectory directory;
    private final RaftGroupId groupId;
    private final RaftPeerId selfId;
    private final ClientId localClient = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final ExecutorService replies;
    private final ExecutorService callbacks;
    private final ExecutorService administration;
    private final AppliedCore core;
    private final LogClock clock = new LogClock(System::currentTimeMillis, () -> System.nanoTime() / 1_000_000);
    private final Proposals proposals;
    private final LeadershipTracker tracker;
    private final LeaderSigns signs = new LeaderSigns();
    private final LeadershipTransfer transfer;
    private final Membership membership;
    private final RaftServer server;
    private final RaftServer.Division division;
    private final DivisionWatch watch;
    private final Encounters encounters;
    private final Object proposalLock = new Object();
    private long spoiledTerm;
    private volatile boolean closed;

    /**
     * Starts the replica; returns once it takes part in the group, which is before anybody leads.
     *
     * @throws MasterStartException with what stands in the way and the remedy
     */
    public static RatisNode start(RatisConfiguration configuration) throws MasterStartException {
        return start(configuration, Introducer.none());
    }

    /** The same, after a word with the other masters, who may know more of this one's disk than it does itself. */
    public static RatisNode start(RatisConfiguration configuration, Introducer introducer) throws MasterStartException {
        ProcessHooks.tame();
        DataDirectory directory = DataDirectory.open(configuration, introducer);
        try {
            return new RatisNode(configuration, directory);
        } catch (IOException | RuntimeException e) {
            directory.closeQuietly();
            throw StartFailures.explain(configuration, e);
        }
    }

    private RatisNode(RatisConfiguration configuration, DataDirectory directory) throws IOException {
        this.configuration = configuration;
        this.directory = directory;
        String master = configuration.self().id();
        String cluster = directory.identity().clusterId();
        this.groupId = Peers.groupId(cluster, directory.identity().generation());
        this.selfId = Peers.id(master);
        this.replies = Executors.newSingleThreadExecutor(DaemonThreads.named(master + "-replies"));
        this.callbacks = Executors.newSingleThreadExecutor(DaemonThreads.named(master + "-leadership"));
        this.administration = Executors.newCachedThreadPool(DaemonThreads.named(master + "-administration"));
        this.core = new AppliedCore(cluster);
        this.proposals = new Proposals(replies, BATCHES_IN_FLIGHT_MAX);
        this.tracker = new LeadershipTracker(callbacks);
        CoordinatorStateMachine machine = new CoordinatorStateMachine(
                master,
                localClient,
                core,
                new Snapshots(cluster),
                proposals,
                tracker,
                new CoordinatorStateMachine.Ends(
                        configuration.directory(), () -> signs.silentMillis(System.nanoTime()), configuration.fatal()));
        RaftPort port = new RaftPort(selfId);
        RaftServer started = null;
        try {
            started = RaftServer.newBuilder()
                    .setServerId(selfId)
                    .setGroup(Peers.group(groupId, directory.identity().founders()))
                    .setStateMachine(machine)
                    .setProperties(RaftSettings.of(configuration, directory.raftDirectory()))
                    .setParameters(port.parameters())
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .build();
            this.division = started.getDivision(groupId);
            port.guard(division);
            started.start();
            directory.markFormed();
        } catch (IOException | RuntimeException e) {
            stopHalfStarted(started);
            throw e;
        }
        this.server = started;
        this.transfer = new LeadershipTransfer(server, division, localClient, callIds, administration);
        this.membership = new Membership(server, division, localClient, callIds, administration);
        this.watch = new DivisionWatch(
                server,
                division,
                tracker,
                signs,
                new DivisionWatch.Removal(machine::isDismissed, directory),
                configuration);
        watch.start();
        this.encounters = new Encounters(directory, division, configuration.self(), configuration.fatal());
        LOG.info(
                "replica started cluster={} master={} raft={}",
                cluster,
                master,
                configuration.self().raftAddress());
    }

    private void stopHalfStarted(@Nullable RaftServer started) {
        replies.shutdownNow();
        callbacks.shutdownNow();
        administration.shutdownNow();
        if (started != null) {
            ServerShutdown.begin(started);
        }
    }

    /** The cluster that this replica belongs to. */
    public String clusterId() {
        return directory.identity().clusterId();
    }

    /**
     * {@inheritDoc}
     *
     * <p>When a batch is turned away before it reaches the log, this master gives up the term: later batches must not be
     * applied without it.
     *
     * @throws IllegalArgumentException for a batch of more than {@link #BATCH_BYTES_MAX}, which changes nothing
     */
    @Override
    public CompletableFuture<Applied> propose(long term, List<Command> batch) {
        synchronized (proposalLock) {
            if (closed || term != tracker.readyTerm() || term == spoiledTerm) {
                return CompletableFuture.failedFuture(
                        new NotLeadingException("master " + selfId + " does not lead term " + term));
            }
            long number = callIds.incrementAndGet();
            byte[] entry = LogEntryCodec.encode(
                            new LogEntryCodec.Origin(clusterId(), term, logMillis(), selfId.toString(), number), batch)
                    .toByteArray();
            if (entry.length > BATCH_BYTES_MAX) {
                throw new IllegalArgumentException("a batch has at most " + BATCH_BYTES_MAX + " bytes, this one of "
                        + batch.size() + " commands has " + entry.length);
            }
            CompletableFuture<Applied> future = proposals.add(term, number);
            if (future == null) {
                spoil(term, "more than " + BATCHES_IN_FLIGHT_MAX + " batches are under way", false);
                return CompletableFuture.failedFuture(
                        new NotLeadingException("too many batches are under way; this master gives up term " + term));
            }
            submit(term, number, entry);
            return future;
        }
    }

    /** The time that entries are stamped with, in ms since the Unix epoch: see {@link LogClock}. */
    public long logMillis() {
        return clock.millis(core.read(ClusterState::timeMillis));
    }

    private void submit(long term, long number, byte[] entry) {
        RaftClientRequest request = request(number)
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            // Returns once the entry is in the local log's queue, so calls one after the other keep their order.
            var unused = server.submitClientRequestAsync(request)
                    .orTimeout(PROPOSAL_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((reply, failure) -> answered(term, number, reply, failure));
        } catch (IOException | RuntimeException e) {
            answered(term, number, null, e);
        }
    }

    private void answered(long term, long number, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply != null && reply.isSuccess()) {
            // The apply thread has passed the decisions on already.
            return;
        }
        Throwable cause = reply != null ? reply.getException() : failure;
        // A batch that times out while this master still leads spoils the term as well: nobody waits for it any more,
        // so a leader that stayed would lead without a session.
        boolean ledUntilNow = !(cause instanceof NotLeaderException);
        if (proposals.unknown(number, String.valueOf(cause)) && ledUntilNow) {
            spoil(term, String.valueOf(cause), cause instanceof LeaderSteppingDownException);
        }
    }

    /**
     * No batch of the term may follow one that was turned away.
     *
     * @param inTransfer whether leadership is being handed over, which ends the term by itself if it succeeds
     */
    private void spoil(long term, String why, boolean inTransfer) {
        synchronized (proposalLock) {
            if (spoiledTerm == term) {
                return;
            }
            spoiledTerm = term;
        }
        // Never in this thread, which may be one of the raft library's that holds the lock of the replica.
        long delay = inTransfer ? LeadershipTransfer.TIMEOUT_MILLIS : 0;
        Executor later = CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS, administration);
        later.execute(() -> {
            if (!closed && tracker.readyTerm() == term) {
                LOG.warn(
                        "giving up leadership, since a batch was turned away master={} term={} reason={}",
                        selfId,
                        term,
                        why);
                transfer.stepDown();
            }
        });
    }

    @Override
    public <T> T read(Function<ClusterState, T> reader) {
        return core.read(reader);
    }

    @Override
    public AppliedCore.Place applied() {
        return core.applied();
    }

    @Override
    public OptionalLong termAt(long index) {
        TermIndex place = index < 0 ? null : division.getRaftLog().getTermIndex(index);
        return place == null ? OptionalLong.empty() : OptionalLong.of(place.getTerm());
    }

    @Override
    public CompletableFuture<Long> readPoint() {
        CompletableFuture<Long> point = new CompletableFuture<>();
        if (closed || leadsButIsNotReady()) {
            point.completeExceptionally(new NotLeadingException("master " + selfId + " has not caught up yet"));
            return point;
        }
        RaftClientRequest request = request(callIds.incrementAndGet())
                .setMessage(Message.EMPTY)
                .setType(RaftClientRequest.readRequestType())
                .build();
        try {
            var unused = server.submitClientRequestAsync(request)
                    .orTimeout(READ_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((reply, failure) -> replies.execute(() -> confirmed(point, reply, failure)));
        } catch (IOException | RuntimeException e) {
            confirmed(point, null, e);
        }
        return point;
    }

    /** A leader of one answers reads before it knows what it has committed; the raft library does not check that. */
    private boolean leadsButIsNotReady() {
        return division.getInfo().isLeader() && tracker.readyTerm() == 0;
    }

    private void confirmed(
            CompletableFuture<Long> point, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply != null && reply.isSuccess()) {
            point.complete(core.appliedIndex());
        } else {
            Throwable cause = reply != null ? reply.getException() : failure;
            point.completeExceptionally(new NotLeadingException("no leader confirms the state: " + cause));
        }
    }

    private RaftClientRequest.Builder request(long callId) {
        return RaftClientRequest.newBuilder()
                .setClientId(localClient)
                .setServerId(selfId)
                .setGroupId(groupId)
                .setCallId(callId);
    }

    @Override
    public Leadership leadership() {
        DivisionInfo info = division.getInfo();
        List<MasterAddress> masters = masters();
        RaftPeerId leaderId = info.getLeaderId();
        Optional<MasterAddress> leader = leaderId == null
                ? Optional.empty()
                : masters.stream()
                        .filter(master -> master.id().equals(leaderId.toString()))
                        .findFirst();
        long term = info.getCurrentTerm();
        return new Leadership(
                selfId.toString(),
                switch (info.getCurrentRole()) {
                    case LEADER -> Leadership.Role.LEADER;
                    case CANDIDATE -> Leadership.Role.CANDIDATE;
                    case FOLLOWER, LISTENER, UNRECOGNIZED -> Leadership.Role.FOLLOWER;
                },
                term,
                leader,
                info.isLeader() && term == tracker.readyTerm(),
                core.appliedIndex(),
                division.getRaftLog().getLastCommittedIndex(),
                !closed && info.isAlive(),
                masters);
    }

    private List<MasterAddress> masters() {
        return division.getRaftConf().getCurrentPeers().stream()
                .map(this::masterOf)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /** The group remembers the addresses that a master was added with; of itself, this one knows better. */
    private MasterAddress masterOf(RaftPeer peer) {
        return peer.getId().equals(selfId) ? configuration.self() : Peers.master(peer);
    }

    @Override
    public void listen(LeadershipListener listener) {
        tracker.listen(listener);
    }

    @Override
    public CompletableFuture<String> transferLeadership(String to) {
        return transfer.transfer(to);
    }

    @Override
    public CompletableFuture<Void> addMaster(MasterAddress master) {
        return membership.add(master);
    }

    @Override
    public CompletableFuture<Void> removeMaster(String id) {
        return membership.remove(id);
    }

    @Override
    public List<String> responding() {
        return membership.responding();
    }

    /** The hash of this replica's state, and the log index that it belongs to. Costs time in proportion to the state. */
    public StateDigest stateDigest() {
        return core.digest();
    }

    /** The index of the last entry in this replica's log, committed or not. */
    public long lastIndex() {
        return division.getRaftLog().getNextIndex() - 1;
    }

    /** Where this master meets the others. */
    public Encounters encounters() {
        return encounters;
    }

    /** The raft library's own measurements of this replica, by name. */
    public RaftMetrics metrics() {
        return new RaftMetrics(selfId.toString(), proposals::size);
    }

    /**
     * Hands leadership over if this master leads and somebody answers who can take it, and stops. Returns when the raft
     * port and the directory are free again, which takes about a second.
     */
    @Override
    public void close() {
        if (beginStop(true)) {
            finishStop();
        }
    }

    /**
     * The same for a process that ends now: does not wait until the log is closed, which is fit for a restart at any
     * moment.
     *
     * @return completes when the raft port and the directory are free
     */
    public CompletableFuture<Void> closeInBackground() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        if (beginStop(true)) {
            Runnable rest = () -> {
                finishStop();
                stopped.complete(null);
            };
            DaemonThreads.named(selfId + "-stop").newThread(rest).start();
        } else {
            stopped.complete(null);
        }
        return stopped;
    }

    /** The raft library's view of this replica. */
    RaftServer.Division division() {
        return division;
    }

    /** Stops at once without a word to the others, as if the process had ended. */
    void abandon() {
        if (beginStop(false)) {
            finishStop();
        }
    }

    private boolean beginStop(boolean handOver) {
        synchronized (proposalLock) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        watch.stop();
        encounters.stop();
        if (handOver
                && tracker.readyTerm() != 0
                && division.getRaftConf().getCurrentPeers().size() > 1) {
            transfer.handOver(STOP_TRANSFER_MILLIS);
        }
        tracker.lost();
        return true;
    }

    private void finishStop() {
        ServerShutdown.complete(server, division);
        proposals.allUnknown("this master stops");
        replies.shutdown();
        callbacks.shutdown();
        administration.shutdown();
        directory.closeQuietly();
        LOG.info("replica stopped cluster={} master={}", clusterId(), selfId);
    }
}
