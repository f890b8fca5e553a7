package dev.jangada.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.JangadaException;
import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.protocol.v1.MasterInfo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Masters and workers as processes of a test: each with a directory, a log, and an exit code. For one thread. */
public final class ServerGroup implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration ASK = Duration.ofMillis(1_500);

    private final Path directory;
    private final int founders;
    private final List<MasterNode> nodes = new ArrayList<>();
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Map<String, Path> homes = new LinkedHashMap<>();

    /**
     * Nothing runs yet.
     *
     * @param founders how many masters found the cluster: m1, m2 and so on
     * @param later how many more have addresses, to be added later
     */
    public ServerGroup(Path directory, int founders, int later) {
        this.directory = directory;
        this.founders = founders;
        List<Integer> ports = FreePorts.find(3 * (founders + later), directory);
        for (int i = 0; i < founders + later; i++) {
            nodes.add(new MasterNode(
                    "m" + (i + 1),
                    "127.0.0.1:" + ports.get(3 * i),
                    "127.0.0.1:" + ports.get(3 * i + 1),
                    "127.0.0.1:" + ports.get(3 * i + 2)));
        }
    }

    /** Founds a cluster and waits for its leader. */
    public static ServerGroup founded(Path directory, int founders, int later) {
        ServerGroup group = new ServerGroup(directory, founders, later);
        try {
            for (MasterNode node : group.nodes.subList(0, founders)) {
                group.start(node.id(), "--bootstrap");
            }
            group.leader();
            return group;
        } catch (RuntimeException | Error e) {
            group.close();
            throw e;
        }
    }

    public MasterNode node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }

    /** A master as {@code masters add} and {@code --group} take it. */
    public String words(String id) {
        MasterNode node = node(id);
        return id + "=" + node.raft() + "/" + node.api() + "/" + node.http();
    }

    /** Where a server keeps its data. */
    public Path home(String name) {
        return homes.getOrDefault(name, directory.resolve(name));
    }

    /** From now on a server keeps its data elsewhere. */
    public void home(String name, Path home) {
        homes.put(name, home);
    }

    private Path logFile(String name) {
        return directory.resolve(name + ".log");
    }

    /** All that a server has printed, in all its lives. */
    public String log(String name) {
        try {
            return Files.readString(logFile(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a master of the founders, or any other with a group of the founders and itself. */
    public void start(String id, String... more) {
        startUnder(List.of(), id, more);
    }

    /** Starts a master under another command, such as strace. */
    public void startUnder(List<String> wrapper, String id, String... more) {
        List<MasterNode> listed = new ArrayList<>(nodes.subList(0, founders));
        if (!listed.contains(node(id))) {
            listed.add(node(id));
        }
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(LaunchCommand.with(List.of(
                "master",
                "--id",
                id,
                "--directory",
                home(id).toString(),
                "--cluster-id",
                "test-cluster",
                "--group",
                listed.stream().map(node -> words(node.id())).collect(Collectors.joining(",")))));
        command.addAll(List.of(more));
        run(id, command);
    }

    public void startWorker(String id) {
        run(
                id,
                LaunchCommand.with(List.of(
                        "worker",
                        "--id",
                        id,
                        "--directory",
                        home(id).toString(),
                        "--masters",
                        foundersApi(),
                        "--executor",
                        "in-process",
                        "--slots",
                        "2")));
    }

    private void run(String name, List<String> command) {
        try {
            Files.createDirectories(directory);
            processes.put(
                    name,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                    logFile(name).toFile()))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process process(String name) {
        return Optional.ofNullable(processes.get(name)).orElseThrow();
    }

    public boolean runs(String name) {
        return processes.containsKey(name) && process(name).isAlive();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill(String name) {
        Process process = process(name);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode(name);
    }

    /** Sends a signal, such as STOP or CONT. */
    public void signal(String name, String signal) {
        try {
            assertThat(new ProcessBuilder(
                                    "kill",
                                    "-" + signal,
                                    String.valueOf(process(name).pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a server ends by itself. */
    public int exitCode(String name) {
        Process process = process(name);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends:%n%s", name, log(name))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /** API addresses of the founders. */
    public String foundersApi() {
        return nodes.subList(0, founders).stream().map(MasterNode::api).collect(Collectors.joining(","));
    }

    /** API addresses of all masters that have one, running or not. */
    public String api() {
        return nodes.stream().map(MasterNode::api).collect(Collectors.joining(","));
    }

    /** The masters as one of them sees them; empty if it does not answer. */
    public List<MasterInfo> seenBy(String id) {
        try (MasterClient client = new MasterClient(MasterAddresses.parse(node(id).api()), ASK)) {
            return client.masterList().getMastersList();
        } catch (JangadaException e) {
            return List.of();
        }
    }

    /** Waits for a leader among the running masters, and returns its id. */
    public String leader() {
        return leaderOtherThan("");
    }

    /** The same, but not this one. */
    public String leaderOtherThan(String former) {
        return await().atMost(PATIENCE)
                .until(() -> findLeader(former), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> findLeader(String former) {
        for (MasterNode node : nodes) {
            if (runs(node.id()) && !node.id().equals(former) && leads(node.id())) {
                return Optional.of(node.id());
            }
        }
        return Optional.empty();
    }

    private boolean leads(String id) {
        try (MasterClient client = new MasterClient(MasterAddresses.parse(node(id).api()), ASK)) {
            boolean isLeader = client.masterList().getMastersList().stream()
                    .anyMatch(master ->
                            master.getId().equals(id) && master.getRole().equals("LEADER"));
            if (isLeader) {
                client.jobs(1); // which a leader answers only when it is ready
            }
            return isLeader;
        } catch (JangadaException e) {
            return false;
        }
    }

    /** Waits until a master that was started has its ports open, whether anybody leads or not. */
    public void awaitServing(String id) {
        await().atMost(PATIENCE).until(() -> {
            String api = node(id).api();
            try (Socket unused = new Socket()) {
                unused.connect(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(api.substring(api.lastIndexOf(':') + 1))));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Waits until these masters run, are all that there are, and have one state. */
    public void awaitEqual(String... ids) {
        await().atMost(PATIENCE).until(() -> {
            List<MasterInfo> seen = seenBy(ids[0]);
            return seen.stream().map(MasterInfo::getId).sorted().toList().equals(List.of(ids))
                    && seen.stream()
                                    .map(master -> master.getAppliedIndex() + " " + master.getStateHash())
                                    .distinct()
                                    .count()
                            == 1;
        });
    }

    @Override
    public void close() {
        for (Process process : processes.values()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        processes.keySet().forEach(this::exitCode);
    }
}
