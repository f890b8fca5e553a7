package dev.jangada.chaos.docker;

import dev.jangada.chaos.check.Health;
import dev.jangada.chaos.mix.JobMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Masters and workers in containers of one network, known by host name as in docker/compose.yaml. What they keep is below a
 * directory of the host, so that it can be looked at. Used by one thread.
 */
final class ContainerCluster implements AutoCloseable {
    /** The user of the image: see docker/Dockerfile. */
    private static final int USER = 7100;

    private static final int RAFT_PORT = 7101;
    private static final int API_PORT = 7102;
    private static final int HTTP_PORT = 7103;
    private static final int SHUFFLE_PORT = 7200;
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final String HOME = "/var/lib/jangada";

    private final Engine engine;
    private final Form form;
    private final Path directory;
    private final String network;
    private final List<String> masters;
    private final List<String> workers;

    /**
     * What it is made of.
     *
     * @param image the image
     * @param masters how many
     * @param workers how many
     * @param slots attempts that each worker runs at once
     */
    record Form(String image, int masters, int workers, int slots) {}

    /**
     * A cluster that is not there yet.
     *
     * @param name begins the names of its containers and is that of its network; nothing else may use it
     * @param directory where everything is kept; the containers see it under the same name
     */
    ContainerCluster(Engine engine, String name, Path directory, Form form) {
        this.engine = engine;
        this.form = form;
        this.directory = directory;
        this.network = name;
        this.masters = ids("m", form.masters());
        this.workers = ids("w", form.workers());
    }

    private static List<String> ids(String letter, int number) {
        return IntStream.rangeClosed(1, number).mapToObj(n -> letter + n).toList();
    }

    List<String> masters() {
        return masters;
    }

    List<String> workers() {
        return workers;
    }

    List<String> nodes() {
        List<String> nodes = new ArrayList<>(masters);
        nodes.addAll(workers);
        return nodes;
    }

    Engine engine() {
        return engine;
    }

    String network() {
        return network;
    }

    /** The name of a node's container. */
    String container(String node) {
        return network + "-" + node;
    }

    /** A node's address now; empty if it has none. */
    String address(String node) {
        return engine.address(container(node), network);
    }

    /** Where clients find the masters. */
    String masterAddresses() {
        return masters.stream().map(id -> id + ":" + API_PORT).collect(Collectors.joining(","));
    }

    /** Where inputs and outputs are, under this name for everybody. */
    Path data() {
        return directory.resolve("data");
    }

    /** Where a node keeps its files, as the host sees it. */
    Path home(String node) {
        return directory.resolve("nodes").resolve(node);
    }

    Health health() {
        return new Health(masterAddresses(), masters, workers);
    }

    /** Starts everything and waits until a leader has all workers. */
    void start() throws IOException {
        HostsFile unused = HostsFile.ofThisProcess(); // or fail before anything is started
        engine.createNetwork(network);
        giveToUser(data());
        giveToUser(JobMix.outputs(data()));
        for (String node : nodes()) {
            giveToUser(home(node));
            engine.create(
                    container(node),
                    form.image(),
                    node,
                    network,
                    command(node),
                    environment(node),
                    List.of(home(node) + ":" + HOME, data() + ":" + data()));
        }
        for (String node : nodes()) {
            engine.start(container(node));
        }
        refreshHosts();
        List<String> missing = health().awaitWhole(START_PATIENCE);
        if (!missing.isEmpty()) {
            throw new IOException("the cluster is not whole " + START_PATIENCE.toSeconds() + " s after its start ("
                    + String.join("; ", missing) + "): see the logs of its containers");
        }
    }

    /** The directory, made if it is missing, for the user that runs in the containers. */
    private static void giveToUser(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setAttribute(path, "unix:uid", USER);
        Files.setAttribute(path, "unix:gid", USER);
    }

    /** On what has a cluster already, {@code --bootstrap} does nothing: a container keeps its command. */
    private List<String> command(String node) {
        String role = masters.contains(node) ? "master" : "worker";
        List<String> command = new ArrayList<>(List.of(role, "--id", node, "--directory", HOME + "/" + node));
        if (role.equals("master")) {
            command.add("--bootstrap");
        }
        return command;
    }

    private Map<String, String> environment(String node) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "JANGADA_GROUP",
                masters.stream()
                        .map(id -> id + "=" + id + ":" + RAFT_PORT + "/" + id + ":" + API_PORT + "/" + id + ":"
                                + HTTP_PORT)
                        .collect(Collectors.joining(",")));
        environment.put("JANGADA_ALLOW_PLAINTEXT_BEYOND_LOOPBACK", "true");
        if (masters.contains(node)) {
            environment.put("JANGADA_BIND_HOST", "0.0.0.0");
            environment.put("JANGADA_CLUSTER_ID", network);
        } else {
            environment.put("JANGADA_MASTERS", masterAddresses());
            environment.put("JANGADA_LISTEN_HOST", "0.0.0.0");
            environment.put("JANGADA_LISTEN_PORT", String.valueOf(SHUFFLE_PORT));
            environment.put("JANGADA_ADVERTISED_HOST", node);
            environment.put("JANGADA_SLOTS", String.valueOf(form.slots()));
        }
        return environment;
    }

    /** Tells this process where everybody is now. */
    void refreshHosts() throws IOException {
        Map<String, String> addresses = new LinkedHashMap<>();
        for (String node : nodes()) {
            addresses.put(node, address(node));
        }
        HostsFile.ofThisProcess().write(addresses);
    }

    /** SIGKILL of a node. */
    void kill(String node) {
        engine.kill(container(node));
    }

    /** SIGTERM of a node, and SIGKILL when it takes too long. */
    void stop(String node) {
        engine.stop(container(node), STOP_GRACE);
    }

    /** Starts nodes again; those that run are left alone. */
    void launch(List<String> nodes) throws IOException {
        for (String node : nodes) {
            engine.start(container(node));
        }
        refreshHosts();
    }

    /** Writes the logs of all nodes, which hold all their runs. */
    void collectLogs(Path into) throws IOException {
        Files.createDirectories(into);
        for (String node : nodes()) {
            try {
                engine.writeLog(container(node), into.resolve(node + ".log"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the log of " + node + " was read", e);
            }
        }
    }

    /** Removes containers and network; the files stay. */
    @Override
    public void close() {
        for (String node : nodes()) {
            engine.remove(container(node));
        }
        engine.removeNetwork(network);
    }
}
