package dev.jangada.master;

import com.codahale.metrics.MetricRegistry;
import dev.jangada.master.artifact.ArtifactCollector;
import dev.jangada.master.artifact.ArtifactLimits;
import dev.jangada.master.artifact.ArtifactStore;
import dev.jangada.master.grpc.ApiServer;
import dev.jangada.master.grpc.ArtifactTransfers;
import dev.jangada.master.grpc.ClientService;
import dev.jangada.master.grpc.GroupChanges;
import dev.jangada.master.grpc.JobWatches;
import dev.jangada.master.grpc.LeaderGate;
import dev.jangada.master.grpc.PeerCalls;
import dev.jangada.master.grpc.PeerIntroducer;
import dev.jangada.master.grpc.PeerService;
import dev.jangada.master.grpc.WorkerService;
import dev.jangada.master.http.ConsoleServer;
import dev.jangada.master.leader.LeaderSeat;
import dev.jangada.master.leader.LeaderSurroundings;
import dev.jangada.master.ratis.RatisConfiguration;
import dev.jangada.master.ratis.RatisNode;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One master: its replica of the core, the leader's work while it leads, and its ports. Starting returns once the ports
 * are open, which is before anybody leads. Thread-safe.
 */
public final class Master implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Master.class);
    private static final int PORT_TRIES = 5;
    private static final int HAND_OVER_SECONDS = 2;

    private final RatisNode replica;
    private final LeaderSeat seat;
    private final MasterAddress self;
    private final Deque<AutoCloseable> parts;

    private Master(RatisNode replica, LeaderSeat seat, MasterAddress self, Deque<AutoCloseable> parts) {
        this.replica = replica;
        this.seat = seat;
        this.self = self;
        this.parts = parts;
    }

    /**
     * Starts a master.
     *
     * @throws MasterStartException with what stands in the way and the remedy, in a sentence
     */
    public static Master start(MasterConfiguration configuration) throws MasterStartException {
        configuration.check();
        boolean picksPorts = configuration.self().raftAddress().endsWith(":0")
                || configuration.self().apiAddress().endsWith(":0");
        for (int left = picksPorts ? PORT_TRIES : 1; ; left--) {
            try {
                return startAt(configuration.at(FreePorts.resolve(configuration)));
            } catch (IOException e) {
                throw new MasterStartException(
                        Reason.ADDRESS_UNAVAILABLE, "no port is free on this machine: " + e.getMessage(), e);
            } catch (MasterStartException e) {
                if (left <= 1 || e.reason() != Reason.ADDRESS_UNAVAILABLE) {
                    throw e;
                }
            }
        }
    }

    private static Master startAt(MasterConfiguration configuration) throws MasterStartException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            PeerIntroducer introducer = new PeerIntroducer();
            parts.push(introducer);
            RatisNode replica = RatisNode.start(raftOf(configuration), introducer);
            parts.push(replica);
            LeaderSeat seat = serve(configuration, replica, parts);
            replica.encounters().begin(introducer);
            LOG.info(
                    "master={} cluster={} api={}",
                    configuration.self().id(),
                    replica.clusterId(),
                    configuration.self().apiAddress());
            return new Master(replica, seat, configuration.self(), parts);
        } catch (MasterStartException | RuntimeException e) {
            closeAll(parts);
            throw e;
        }
    }

    private static RatisConfiguration raftOf(MasterConfiguration configuration) {
        MasterAddress self = configuration.self();
        List<MasterAddress> founders = new ArrayList<>();
        for (MasterAddress master : configuration.group()) {
            founders.add(master.id().equals(self.id()) ? self : master);
        }
        return new RatisConfiguration(
                configuration.clusterId(),
                self,
                founders,
                configuration.directory(),
                configuration.mode(),
                configuration.bindHost(),
                configuration.tuning(),
                configuration.fatal());
    }

    private static LeaderSeat serve(MasterConfiguration configuration, RatisNode replica, Deque<AutoCloseable> parts)
            throws MasterStartException {
        MasterAddress self = configuration.self();
        String cluster = replica.clusterId();
        MasterSelf describe = new MasterSelf(replica, self);
        JobWatches watches = new JobWatches(replica, cluster);
        parts.push(watches);
        LeaderSeat seat = new LeaderSeat(
                replica,
                new LeaderSurroundings(
                        self.id(),
                        cluster,
                        configuration.leader(),
                        LeaderSurroundings::monotonicMillis,
                        replica::logMillis,
                        watches,
                        configuration.fatal()));
        LeaderGate gate = new LeaderGate(cluster, replica, seat);
        PeerCalls peers = new PeerCalls(cluster, replica, describe);
        parts.push(peers);
        ArtifactStore store = openArtifacts(configuration);
        ArtifactTransfers artifacts = new ArtifactTransfers(gate, store, peers);
        parts.push(artifacts);
        WorkerService workers = new WorkerService(gate, artifacts);
        GroupChanges changes = new GroupChanges(replica, replica, peers, workers::tellMasters);
        ClientService clients = new ClientService(gate, peers, artifacts, watches, changes);
        parts.push(ApiServer.start(
                self.id(),
                configuration.listenAt(self.apiAddress()),
                List.of(clients, workers, new PeerService(gate, describe, artifacts, replica.encounters()::meet))));
        if (!self.httpAddress().isEmpty()) {
            parts.push(startConsole(configuration, new MasterConsole(gate, clients), MasterMetrics.of(replica, seat)));
        }
        ArtifactCollector collector = new ArtifactCollector(replica, store, ArtifactCollector.GRACE);
        parts.push(collector);
        collector.start();
        replica.listen(seat);
        parts.push(() -> seat.end("this master stops"));
        return seat;
    }

    private static ArtifactStore openArtifacts(MasterConfiguration configuration) throws MasterStartException {
        try {
            return ArtifactStore.open(configuration.directory().resolve("artifacts"), ArtifactLimits.DEFAULT);
        } catch (IOException e) {
            throw new MasterStartException(
                    Reason.DIRECTORY_UNUSABLE,
                    "artifacts can't be kept in " + configuration.directory() + " (" + e.getMessage()
                            + "): check its permissions and its free space",
                    e);
        }
    }

    private static AutoCloseable startConsole(
            MasterConfiguration configuration, MasterConsole console, MetricRegistry metrics)
            throws MasterStartException {
        InetSocketAddress address = configuration.listenAt(configuration.self().httpAddress());
        try {
            return ConsoleServer.start(address, console, metrics);
        } catch (Exception e) {
            throw new MasterStartException(
                    Reason.ADDRESS_UNAVAILABLE,
                    "master " + configuration.self().id() + " can't serve its console at " + address.getHostString()
                            + ":" + address.getPort() + " (" + e.getMessage()
                            + "): stop what listens there, or give another http address",
                    e);
        }
    }

    /** The cluster that it belongs to. */
    public String clusterId() {
        return replica.clusterId();
    }

    /** Where it is reached, with the ports that it listens on. */
    public MasterAddress address() {
        return self;
    }

    /** Whether this master leads and is ready. */
    public boolean isLeading() {
        return replica.leadership().leaderReady();
    }

    /** Waits until it leads; for a group of one. Returns whether it did in time. */
    public boolean awaitLeading(Duration patience) throws InterruptedException {
        return seat.await(patience);
    }

    /** Hands leadership over if it leads, ends all sessions and stops. */
    @Override
    public void close() {
        if (isLeading() && replica.leadership().masters().size() > 1) {
            handOver();
        }
        closeAll(parts);
    }

    /** While the ports are open still: workers and clients are told of the new leader instead of losing the old one. */
    private void handOver() {
        try {
            String leader = replica.transferLeadership("").get(HAND_OVER_SECONDS, TimeUnit.SECONDS);
            LOG.info("master={} handed leadership over to master={}", self.id(), leader);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("master={} stops without handing leadership over: {}", self.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("a part of the master did not stop cleanly", e);
            }
        }
    }
}
