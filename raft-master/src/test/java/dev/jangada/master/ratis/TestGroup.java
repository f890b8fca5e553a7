package dev.jangada.master.ratis;

import static org.awaitility.Awaitility.await;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.StateDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Real replicas in this process, on ports of this machine, each with a directory below one base. */
final class TestGroup implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LOOPBACK = "127.0.0.1";

    final String clusterId;
    final List<MasterAddress> masters;
    final FatalRecorder fatal = new FatalRecorder();
    private final Path base;
    private final RaftTuning tuning;
    private final Map<String, RatisNode> nodes = new TreeMap<>();
    private final Map<String, LeadershipLog> leaderships = new TreeMap<>();

    TestGroup(Path base, int size, RaftTuning tuning) {
        this(base, LOOPBACK, size, tuning);
    }

    /** A group whose masters listen on the loopback address and are known to each other at {@code host}. */
    private TestGroup(Path base, String host, int size, RaftTuning tuning) {
        this.base = base;
        this.tuning = tuning;
        this.masters = addresses(host, size);
        this.clusterId = RatisConfiguration.clusterId("test", masters);
    }

    /** Starts a new group of masters m1, m2 and so on. */
    static TestGroup started(Path base, int size, RaftTuning tuning) throws MasterStartException {
        return new TestGroup(base, size, tuning).startAll();
    }

    /** Starts a new group of masters that reach each other through relays. */
    static TestGroup behind(Relays relays, Path base, int size, RaftTuning tuning)
            throws MasterStartException, IOException {
        TestGroup group = new TestGroup(base, Relays.HOST, size, tuning);
        for (MasterAddress master : group.masters) {
            relays.open(master.id(), HostAndPort.parse(master.raftAddress()).port());
        }
        return group.startAll();
    }

    private TestGroup startAll() throws MasterStartException {
        for (MasterAddress master : masters) {
            start(master.id(), StartMode.BOOTSTRAP);
        }
        return this;
    }

    private static List<MasterAddress> addresses(String host, int size) {
        List<ServerSocket> held = new ArrayList<>();
        List<MasterAddress> masters = new ArrayList<>();
        try {
            for (int i = 1; i <= size; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                masters.add(new MasterAddress(
                        "m" + i, host + ":" + socket.getLocalPort(), "127.0.0.1:" + (1000 + i), "127.0.0.1:80" + i));
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return masters;
    }

    MasterAddress address(String id) {
        return masters.stream()
                .filter(master -> master.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Path directory(String id) {
        return base.resolve(id);
    }

    RatisConfiguration configuration(String id, StartMode mode) {
        return configuration(id, mode, mode == StartMode.BOOTSTRAP ? masters : List.of());
    }

    private RatisConfiguration configuration(String id, StartMode mode, List<MasterAddress> founders) {
        return new RatisConfiguration(clusterId, address(id), founders, directory(id), mode, LOOPBACK, tuning, fatal);
    }

    RatisNode start(String id, StartMode mode) throws MasterStartException {
        return start(id, mode, mode == StartMode.BOOTSTRAP ? masters : List.of());
    }

    RatisNode start(String id, StartMode mode, List<MasterAddress> founders) throws MasterStartException {
        RatisNode node = RatisNode.start(configuration(id, mode, founders));
        LeadershipLog log = new LeadershipLog();
        node.listen(log);
        nodes.put(id, node);
        leaderships.put(id, log);
        return node;
    }

    void stop(String id) {
        RatisNode node = nodes.remove(id);
        if (node != null) {
            node.close();
        }
    }

    RatisNode node(String id) {
        RatisNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalStateException(id + " does not run");
        }
        return node;
    }

    LeadershipLog log(String id) {
        LeadershipLog log = leaderships.get(id);
        if (log == null) {
            throw new IllegalStateException(id + " never ran");
        }
        return log;
    }

    List<String> followers() {
        RatisNode leader = leader();
        return nodes.keySet().stream().filter(id -> node(id) != leader).toList();
    }

    /** Waits for a leader that is ready. */
    RatisNode leader() {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> nodes.values().stream()
                                .filter(node -> node.leadership().leaderReady())
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Registers a worker through the leader and waits. */
    Applied register(String worker) throws Exception {
        return propose(registration(worker));
    }

    Applied propose(Command command) throws Exception {
        RatisNode leader = leader();
        return leader.propose(leader.leadership().term(), List.of(command)).get(20, TimeUnit.SECONDS);
    }

    /** Registers workers, many at a time, and waits. */
    void registerMany(String prefix, int count) throws Exception {
        RatisNode leader = leader();
        long term = leader.leadership().term();
        List<CompletableFuture<Applied>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(leader.propose(term, List.of(registration(prefix + i))));
        }
        for (CompletableFuture<Applied> future : futures) {
            future.get(20, TimeUnit.SECONDS);
        }
    }

    static Command registration(String worker) {
        return new Command.RegisterWorker(
                new WorkerId(worker), "incarnation", new WorkerProfile("127.0.0.1:1", "machine", "/tmp", 1, "1"));
    }

    /** Waits until every replica has applied what the leader has, and shows the same hash. */
    void awaitEqualStates() {
        await().atMost(PATIENCE).until(() -> {
            StateDigest expected = leader().stateDigest();
            return nodes.values().stream().allMatch(node -> node.stateDigest().equals(expected));
        });
    }

    /** Stops a master without a word to the others. */
    void crash(String id) {
        RatisNode node = nodes.remove(id);
        if (node != null) {
            node.abandon();
        }
    }

    @Override
    public void close() {
        List<CompletableFuture<Void>> stops = new ArrayList<>();
        for (RatisNode node : nodes.values()) {
            stops.add(CompletableFuture.runAsync(node::abandon, task -> new Thread(task, "stop").start()));
        }
        stops.forEach(CompletableFuture::join);
        nodes.clear();
    }
}
