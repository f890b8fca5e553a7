package dev.jangada.chaos.cluster;

import dev.jangada.chaos.check.Health;
import dev.jangada.chaos.hook.HookAgentJar;
import dev.jangada.chaos.hook.HookFile;
import dev.jangada.chaos.proxy.LinkRule;
import dev.jangada.chaos.proxy.Proxies;
import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.cluster.LocalCluster;
import dev.jangada.client.cluster.NodeOptions;
import dev.jangada.client.rpc.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Masters and workers as processes of their own, each behind a proxy and with a hook agent. Every operation returns when
 * the process has been told; {@link #health} says when all is well. Thread-safe, except that one node is not to be
 * started by two threads at once.
 *
 * <p>The nodes listen on 127.0.0.2 and are said to be on 127.0.0.1, where the proxies listen on the same ports. So this
 * needs a system on which all of 127.0.0.0/8 is loopback, such as Linux; elsewhere ask for no proxies.
 */
public final class ProcessCluster implements AutoCloseable {
    private static final String HIDDEN_HOST = "127.0.0.2";
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 50;
    private static final String SHOWN_HOST = "127.0.0.1";

    private final LocalCluster cluster;
    private final Path hookDirectory;
    private final boolean isProxied;
    private final Proxies proxies;
    private final Map<String, Integer> shufflePorts = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<NodeOptions>> special = new ConcurrentHashMap<>();
    private final UnaryOperator<NodeOptions> usual;

    /**
     * What a cluster is to be.
     *
     * @param size how many of what
     * @param isProxied whether there are proxies before its ports
     * @param usual what to change about how each process is started
     */
    public record Form(LocalCluster.Size size, boolean isProxied, UnaryOperator<NodeOptions> usual) {}

    /**
     * Plans a cluster in an empty directory; nothing runs yet.
     *
     * @param progress told what is being done
     */
    public ProcessCluster(Path directory, Form form, Consumer<String> progress) {
        this.cluster = LocalCluster.openOrCreate(directory, form.size(), true, progress);
        this.isProxied = form.isProxied();
        this.usual = form.usual();
        this.hookDirectory = cluster.directory().resolve("hooks");
        this.proxies = new Proxies(new SocketOwners(this::pids));
        try {
            Files.createDirectories(hookDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + hookDirectory, e);
        }
        HookAgentJar.write(agentJar());
        if (isProxied) {
            openProxies();
        }
        cluster.launchWith(this::options);
    }

    private void openProxies() {
        for (MasterNode master : cluster.plan().masters()) {
            for (String address : List.of(master.raft(), master.api(), master.http())) {
                int port = HostPort.parse(address).port();
                proxies.add(master.id(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port), HIDDEN_HOST);
            }
        }
        for (String worker : workers()) {
            shufflePorts.put(
                    worker,
                    proxies.add(worker, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HIDDEN_HOST));
        }
    }

    private Path agentJar() {
        return hookDirectory.resolve("agent.jar");
    }

    private NodeOptions options(String node) {
        NodeOptions options = usual.apply(NodeOptions.NONE);
        for (String option : HookAgentJar.options(agentJar(), hooks(node))) {
            options = options.withJvm(option);
        }
        Integer port = shufflePorts.get(node);
        if (port != null) {
            options = options.withArguments("--listen-host", HIDDEN_HOST, "--listen-port", port.toString())
                    .withArguments("--advertised-host", SHOWN_HOST, "--machine", node);
        } else if (isProxied) {
            options = options.withArguments("--bind-host", HIDDEN_HOST);
        }
        return special.getOrDefault(node, UnaryOperator.identity()).apply(options);
    }

    /** Starts one node differently from its next start on. */
    public void startSpecially(String node, UnaryOperator<NodeOptions> change) {
        special.put(node, change);
    }

    /** Starts one node as usual again, from its next start on. */
    public void startUsually(String node) {
        special.remove(node);
    }

    /** Starts everything and waits until a leader has all workers. */
    public void start() {
        cluster.start(START_PATIENCE);
    }

    /** The ids of the masters. */
    public List<String> masters() {
        return cluster.plan().masters().stream().map(MasterNode::id).toList();
    }

    /** The ids of the workers. */
    public List<String> workers() {
        return cluster.plan().workers();
    }

    /** The ids of all. */
    public List<String> nodes() {
        return cluster.plan().names();
    }

    /** Where clients find the masters. */
    public String masterAddresses() {
        return cluster.plan().apiAddresses();
    }

    /** Where one master is reached by clients. */
    public String masterAddress(String master) {
        return cluster.plan().masters().stream()
                .filter(node -> node.id().equals(master))
                .map(MasterNode::api)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no master '" + master + "'"));
    }

    /** The links between the nodes. */
    public Proxies links() {
        if (!isProxied) {
            throw new IllegalStateException("this cluster was planned without proxies, so its links cannot be changed");
        }
        return proxies;
    }

    /** The hooks of a node. */
    public HookFile hooks(String node) {
        return new HookFile(hookDirectory.resolve(node));
    }

    /** The directory of the whole cluster. */
    public Path directory() {
        return cluster.directory();
    }

    /** The data of a node. */
    public Path home(String node) {
        return cluster.home(node);
    }

    /** The log of a node. */
    public Path log(String node) {
        return cluster.log(node);
    }

    /** The process of a node, if it runs. */
    public Optional<Long> pid(String node) {
        return cluster.pid(node);
    }

    /** The processes of all nodes that run. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new TreeMap<>();
        nodes().forEach(node -> pid(node).ifPresent(pid -> pids.put(node, pid)));
        return pids;
    }

    /** Ends a node by SIGKILL and waits until it is gone. */
    public void kill(String node) {
        cluster.kill(node);
    }

    /** Waits until a node does what its hooks say; false if it does not come to that. */
    public boolean awaitArmed(String node, Duration patience) {
        HookFile hooks = hooks(node);
        return await(hooks::isArmed, patience);
    }

    /** Waits until a node has ended by itself; false if it still runs then. */
    public boolean awaitEnd(String node, Duration patience) {
        return await(() -> pid(node).isEmpty(), patience);
    }

    private static boolean await(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return condition.getAsBoolean();
        }
    }

    /** Tells a node to end (SIGTERM), and does not wait for that. */
    public void terminate(String node) {
        boolean unused =
                ProcessHandle.of(running(node)).map(ProcessHandle::destroy).orElse(false);
    }

    /** Starts a node unless it runs. */
    public void launch(String node) {
        cluster.launch(node);
    }

    /** Has the masters that run write what their threads do into their logs. */
    public void printStacksOfMasters() {
        for (String master : masters()) {
            pid(master).ifPresent(Signals::printStacks);
        }
    }

    /** Makes a node stand still (SIGSTOP); what it started goes on. */
    public void pause(String node) {
        Signals.stop(running(node));
    }

    /** Lets a node go on that stood still. */
    public void resume(String node) {
        Signals.goOn(running(node));
    }

    private long running(String node) {
        return pid(node).orElseThrow(() -> new IllegalStateException(node + " does not run: start it first"));
    }

    /** Cuts a node off from all others, but not from clients. */
    public void isolate(String node) {
        List<String> others = new ArrayList<>(nodes());
        others.remove(node);
        links().between(List.of(node), others, LinkRule.HOLD);
    }

    /** How the cluster is, as clients see it. */
    public Health health() {
        return new Health(masterAddresses(), masters(), workers());
    }

    /** The nodes that do not run. */
    public List<String> dead() {
        Map<String, Long> running = pids();
        return nodes().stream().filter(node -> !running.containsKey(node)).toList();
    }

    /**
     * What is there of any job, a sentence each; meant for a moment when none is live.
     *
     * @param outputs the directory that the outputs are in, or its directory {@code out}
     */
    public List<String> leftovers(Path outputs) throws IOException {
        return new Leftovers(this).find(outputs);
    }

    /** Undoes everything that was done to links, hooks and processes, and starts what does not run. */
    public void mend() {
        if (isProxied) {
            proxies.heal();
        }
        nodes().forEach(node -> hooks(node).clear());
        pids().values().forEach(Signals::goOn);
        dead().forEach(this::launch);
    }

    /** Ends everything, whatever state it is in. */
    public void stop() {
        if (isProxied) {
            proxies.heal();
        }
        for (long pid : pids().values()) {
            Signals.goOn(pid);
        }
        cluster.stop();
    }

    @Override
    public void close() {
        stop();
        proxies.close();
    }
}
