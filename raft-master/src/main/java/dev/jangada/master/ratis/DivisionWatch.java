package dev.jangada.master.ratis;

import dev.jangada.master.replication.Fatal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the replica from a thread of its own: samples when the leader was last heard, ends a leadership that the
 * raft library has dropped without a word, connects anew to masters from which nothing comes, warns of a full disk and
 * of a standstill, and ends the process when the library has closed the replica, which it does on a failing disk while everything else in the
 * process goes on as if nothing had happened.
 */
final class DivisionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DivisionWatch.class);
    private static final long TICK_MILLIS = 50;
    private static final int TICKS_BETWEEN_DISK_CHECKS = 200;

    /** The raft library first closes the replica, which takes time, and then says if the master was removed. */
    private static final int TICKS_UNTIL_CLOSED = 60;

    private static final int TICKS_AFTER_CLOSE = 4;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final LeadershipTracker tracker;
    private final LeaderSigns signs;
    private final String master;
    private final Path directory;
    private final long freeSpaceMin;
    private final Fatal fatal;
    private final BooleanSupplier dismissed;
    private final DataDirectory data;
    private final ScheduledExecutorService thread;
    private final ExecutorService connecting;
    private final Reconnects reconnects = new Reconnects(System.nanoTime());
    private final Standstill standstill = new Standstill(System.nanoTime());
    private int ticks;
    private int ticksSinceDeath;
    private int ticksSinceClose;
    private boolean ended;

    DivisionWatch(
            RaftServer server,
            RaftServer.Division division,
            LeadershipTracker tracker,
            LeaderSigns signs,
            Removal removal,
            RatisConfiguration configuration) {
        this.server = server;
        this.division = division;
        this.tracker = tracker;
        this.signs = signs;
        this.dismissed = removal.dismissed();
        this.data = removal.data();
        this.master = configuration.self().id();
        this.directory = configuration.directory();
        this.freeSpaceMin = configuration.tuning().freeSpaceMinBytes();
        this.fatal = configuration.fatal();
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(master + "-watch"));
        this.connecting = Executors.newCachedThreadPool(DaemonThreads.named(master + "-reconnect"));
    }

    /**
     * What is needed to tell a removed master from one whose disk failed.
     *
     * @param dismissed whether the raft library has said that this master is no member any more
     * @param data where that is noted
     */
    record Removal(BooleanSupplier dismissed, DataDirectory data) {}

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            look();
        } catch (RuntimeException e) {
            // An executor forgets a task that throws, and then nobody would watch any more.
            LOG.warn("looking after the replica failed master={}", master, e);
        }
    }

    private void look() {
        DivisionInfo info = division.getInfo();
        if (!info.isAlive()) {
            tracker.lost();
            if (!ended && isReasonKnown(info)) {
                ended = true;
                end();
            }
            return;
        }
        signs.sample(info.getRoleInfoProto(), info.getLeaderId() != null, tracker.readyTerm() != 0, System.nanoTime());
        tracker.reconcile(info.isLeader(), info.getCurrentTerm());
        reconnect(info);
        warnOfStandstill(info);
        if (ticks++ % TICKS_BETWEEN_DISK_CHECKS == 0) {
            long free = directory.toFile().getUsableSpace();
            if (free < freeSpaceMin) {
                LOG.error(
                        "disk is nearly full, free some space: master={} directory={} freeBytes={} wantedBytes={}",
                        master,
                        directory,
                        free,
                        freeSpaceMin);
            }
        }
    }

    private void reconnect(DivisionInfo info) {
        List<RaftPeerId> others = division.getRaftConf().getCurrentPeers().stream()
                .map(RaftPeer::getId)
                .filter(peer -> !peer.equals(division.getId()))
                .toList();
        boolean isLeaderKnown = info.getLeaderId() != null;
        for (RaftPeerId peer : reconnects.due(info.getRoleInfoProto(), isLeaderKnown, others, System.nanoTime())) {
            LOG.debug("nothing comes from a master, connecting anew master={} to={}", master, peer);
            // Closes the old connection, which takes some seconds when its streams do not end.
            connecting.execute(() -> server.getServerRpc().handleException(peer, new IOException("silent"), true));
        }
    }

    private void warnOfStandstill(DivisionInfo info) {
        long applied = info.getLastAppliedIndex();
        long committed = division.getCommitInfos().stream()
                .mapToLong(CommitInfoProto::getCommitIndex)
                .max()
                .orElse(applied);
        if (standstill.isToBeTold(applied, committed, System.nanoTime())) {
            LOG.error(
                    "this master applies nothing although more is committed: start it again, and if that does not help,"
                            + " replace it (jangada masters replace): master={} appliedIndex={} committedIndex={}",
                    master,
                    applied,
                    committed);
        }
    }

    private boolean isReasonKnown(DivisionInfo info) {
        ticksSinceDeath++;
        if (info.getLifeCycleState() == LifeCycle.State.CLOSED) {
            ticksSinceClose++;
        }
        return isRemoved() || ticksSinceClose > TICKS_AFTER_CLOSE || ticksSinceDeath > TICKS_UNTIL_CLOSED;
    }

    private boolean isRemoved() {
        return dismissed.getAsBoolean()
                || division.getRaftConf().getCurrentPeers().stream()
                        .noneMatch(peer -> peer.getId().equals(division.getId()));
    }

    private void end() {
        if (isRemoved()) {
            data.markRemoved();
            fatal.end(
                    Fatal.REMOVED,
                    "master " + master + " was removed from its cluster; its directory " + directory
                            + " is of no more use, and can be deleted",
                    null);
        } else {
            fatal.end(
                    Fatal.STORAGE_LOST,
                    "raft has closed the replica of master " + master + " (its log says why, above): check the disk"
                            + " of " + directory + " and start the master again",
                    null);
        }
    }

    /** Stops watching, and waits for a look that is under way. */
    void stop() {
        thread.shutdownNow();
        connecting.shutdownNow();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("the watch did not stop in time master={}", master);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
