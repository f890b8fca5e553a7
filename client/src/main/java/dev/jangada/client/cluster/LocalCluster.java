package dev.jangada.client.cluster;

import dev.jangada.client.JangadaException;
import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.WorkerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster of processes on this machine, kept in a directory: {@code cluster.json}, and below it {@code pids},
 * {@code logs} and each process's own data under {@code nodes}. Every operation may be repeated. Two commands on one
 * directory at the same time are not guarded against each other.
 */
public final class LocalCluster {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ASK_PATIENCE = Duration.ofMillis(1500);
    private static final long POLL_MILLIS = 50;
    private static final int SHOWN_LOG_LINES = 2;
    private static final Set<String> ROLES = Set.of("LEADER", "FOLLOWER");

    private final Path directory;
    private final Consumer<String> progress;
    private ClusterPlan plan;
    private Function<String, NodeOptions> options = name -> NodeOptions.NONE;

    private LocalCluster(Path directory, ClusterPlan plan, Consumer<String> progress) {
        this.directory = directory;
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What a new cluster is to be.
     *
     * @param masters how many masters
     * @param workers how many workers
     * @param slots attempts at a time for each worker; 0 leaves it to the worker
     * @param executor {@code process} or {@code in-process}
     */
    public record Size(int masters, int workers, int slots, String executor) {}

    /**
     * The cluster that is kept in a directory.
     *
     * @param progress told what is being done
     */
    public static LocalCluster open(Path directory, Consumer<String> progress) {
        Path absolute = directory.toAbsolutePath().normalize();
        return new LocalCluster(
                absolute,
                ClusterFile.read(absolute)
                        .orElseThrow(() -> new LocalClusterException("there is no cluster in " + absolute
                                + ": start one with jangada cluster start --dir " + absolute)),
                progress);
    }

    /** The cluster in a directory, or a new one of a given size if there is none. A cluster does not change its size. */
    public static LocalCluster openOrCreate(Path directory, Size size, boolean sizeIsGiven, Consumer<String> progress) {
        Path absolute = directory.toAbsolutePath().normalize();
        Optional<ClusterPlan> existing = ClusterFile.read(absolute);
        if (existing.isEmpty()) {
            return create(absolute, size, progress);
        }
        ClusterPlan plan = existing.get();
        Size actual = new Size(plan.masters().size(), plan.workers().size(), plan.slots(), plan.executor());
        if (sizeIsGiven && !actual.equals(size)) {
            throw new LocalClusterException("the cluster in " + absolute + " has " + describe(actual) + ", not "
                    + describe(size) + ": start it without these options, or choose another --dir");
        }
        return new LocalCluster(absolute, plan, progress);
    }

    private static String describe(Size size) {
        return size.masters() + " masters and " + size.workers() + " workers with "
                + (size.slots() == 0 ? "the usual" : String.valueOf(size.slots())) + " slots, " + size.executor();
    }

    private static LocalCluster create(Path directory, Size size, Consumer<String> progress) {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new LocalClusterException(directory
                            + " holds other files but no cluster: choose another --dir, or remove what is in it");
                }
            }
        } catch (IOException e) {
            throw new LocalClusterException("cannot use the directory " + directory + ": " + e.getMessage(), e);
        }
        List<Integer> ports = FreePorts.find(3 * size.masters(), directory);
        List<MasterNode> masters = new ArrayList<>();
        for (int number = 0; number < size.masters(); number++) {
            masters.add(new MasterNode(
                    "m" + (number + 1),
                    "127.0.0.1:" + ports.get(size.masters() + number),
                    "127.0.0.1:" + ports.get(number),
                    "127.0.0.1:" + ports.get(2 * size.masters() + number)));
        }
        List<String> workers = new ArrayList<>();
        for (int number = 1; number <= size.workers(); number++) {
            workers.add("w" + number);
        }
        String id = "local-" + UUID.randomUUID().toString().substring(0, 8);
        ClusterPlan plan = new ClusterPlan(id, masters, workers, size.slots(), size.executor(), false);
        ClusterFile.write(directory, plan);
        return new LocalCluster(directory, plan, progress);
    }

    /** Starts processes differently from now on; the function is given the name of a process. */
    public void launchWith(Function<String, NodeOptions> optionsOfNode) {
        options = optionsOfNode;
    }

    /** What it consists of. */
    public ClusterPlan plan() {
        return plan;
    }

    /** Where it is kept. */
    public Path directory() {
        return directory;
    }

    /**
     * Starts every process that does not run, and waits until a leader is ready and has all workers.
     *
     * @return the names of those that were started
     */
    public List<String> start() {
        return start(START_PATIENCE);
    }

    /** {@link #start()} with patience of one's own choice, such as on a busy machine. */
    public List<String> start(Duration patience) {
        return startAndWait(plan.names(), patience);
    }

    private List<String> startAndWait(List<String> names, Duration patience) {
        List<String> started = new ArrayList<>();
        for (String name : names) {
            if (launch(name)) {
                started.add(name);
            }
        }
        if (!started.isEmpty()) {
            progress.accept("started " + String.join(", ", started) + "; waiting for a leader with all workers");
        }
        awaitReady(names, patience);
        if (!plan.founded()) {
            plan = plan.asFounded();
            ClusterFile.write(directory, plan);
        }
        return started;
    }

    /** Starts one process unless it runs, and waits for nothing. Returns whether it was started. */
    public boolean launch(String name) {
        ServerProcess process = process(checked(name));
        if (process.running().isPresent()) {
            return false;
        }
        NodeOptions how = options.apply(name);
        process.start(LaunchCommand.with(arguments(name), how), LaunchCommand.environment(how));
        return true;
    }

    /** The log of a process. */
    public Path log(String name) {
        return process(checked(name)).log();
    }

    /** The directory that a process keeps its data in. */
    public Path home(String name) {
        return directory.resolve("nodes").resolve(checked(name));
    }

    private List<String> arguments(String name) {
        String home = home(name).toString();
        List<String> arguments = new ArrayList<>();
        if (plan.workers().contains(name)) {
            arguments.addAll(List.of("worker", "--id", name, "--directory", home, "--masters", plan.apiAddresses()));
            arguments.addAll(List.of("--executor", plan.executor()));
            if (plan.slots() > 0) {
                arguments.addAll(List.of("--slots", String.valueOf(plan.slots())));
            }
            return arguments;
        }
        String group = plan.masters().stream()
                .map(master -> master.id() + "=" + master.raft() + "/" + master.api() + "/" + master.http())
                .collect(Collectors.joining(","));
        arguments.addAll(List.of("master", "--id", name, "--directory", home, "--group", group));
        arguments.addAll(List.of("--cluster-id", plan.clusterId()));
        if (!plan.founded()) {
            arguments.add("--bootstrap");
        }
        return arguments;
    }

    /**
     * Waits until a leader answers, all running workers are with it, and all running masters see these; fails at once if one of these
     * processes ends.
     */
    private void awaitReady(List<String> expected, Duration patience) {
        Set<String> workers = plan.workers().stream()
                .filter(name -> process(name).running().isPresent())
                .collect(Collectors.toSet());
        long deadline = System.nanoTime() + patience.toNanos();
        try (MasterClient client = new MasterClient(MasterAddresses.parse(plan.apiAddresses()), ASK_PATIENCE)) {
            while (!hasAll(client, workers) || !areSeen(expected)) {
                for (String name : expected) {
                    checkRuns(process(name));
                }
                if (System.nanoTime() > deadline) {
                    throw new LocalClusterException("the cluster is not ready after " + patience.toSeconds()
                            + " s; see the logs in " + directory.resolve("logs"));
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted; the processes go on: see jangada cluster status", e);
        }
    }

    private static boolean hasAll(MasterClient client, Set<String> workers) {
        try {
            return client.workers().stream()
                    .filter(worker -> worker.getAttached() && worker.getState().equals("ACTIVE"))
                    .map(WorkerInfo::getId)
                    .collect(Collectors.toSet())
                    .containsAll(workers);
        } catch (JangadaException e) {
            if (e.retryable()) {
                return false;
            }
            throw e;
        }
    }

    /** Whether each running master sees each of these as a leader or follower that has applied something. */
    private boolean areSeen(List<String> expected) {
        Set<String> masters = plan.masters().stream()
                .map(MasterNode::id)
                .filter(expected::contains)
                .collect(Collectors.toSet());
        return masters.isEmpty()
                || plan.masters().stream()
                        .filter(master -> process(master.id()).running().isPresent())
                        .allMatch(master -> working(master.api()).containsAll(masters));
    }

    private static Set<String> working(String address) {
        try (MasterClient client = new MasterClient(MasterAddresses.parse(address), ASK_PATIENCE)) {
            return client.masterList().getMastersList().stream()
                    .filter(master -> ROLES.contains(master.getRole()) && master.getAppliedIndex() >= 0)
                    .map(MasterInfo::getId)
                    .collect(Collectors.toSet());
        } catch (JangadaException e) {
            if (e.retryable()) {
                return Set.of();
            }
            throw e;
        }
    }

    private static void checkRuns(ServerProcess process) {
        if (process.running().isEmpty()) {
            throw new LocalClusterException(process.name() + " has ended: "
                    + String.join("\n  ", process.logTail(SHOWN_LOG_LINES)) + "\nIts log is " + process.log());
        }
    }

    /**
     * Ends all processes, workers first, which do not wait for what they run or keep, since nobody is left to need it; those
     * that do not end by themselves in time are killed.
     */
    public List<String> stop() {
        List<String> stopped = new ArrayList<>(stop(plan.workers(), ServerProcess::stopAtOnce));
        stopped.addAll(stop(plan.masters().stream().map(MasterNode::id).toList(), ServerProcess::stop));
        return stopped;
    }

    /** A way to end a process. */
    private interface Ending {
        /** Returns whether it had to be killed. */
        boolean end(ProcessHandle process, Duration patience);
    }

    private List<String> stop(List<String> names, Ending ending) {
        return names.parallelStream()
                .filter(name -> process(name)
                        .running()
                        .map(process -> {
                            if (ending.end(process, STOP_PATIENCE)) {
                                progress.accept(name + " did not end within " + STOP_PATIENCE.toSeconds()
                                        + " s and was killed");
                            }
                            return true;
                        })
                        .orElse(false))
                .toList();
    }

    /** Ends one process by SIGKILL. Returns whether it was running. */
    public boolean kill(String name) {
        Optional<ProcessHandle> running = process(checked(name)).running();
        running.ifPresent(ServerProcess::kill);
        return running.isPresent();
    }

    /** Ends one process and starts it again with the data it has. */
    public void restart(String name) {
        stop(List.of(checked(name)), ServerProcess::stop);
        startAndWait(List.of(name), START_PATIENCE);
    }

    /** Ends all processes and starts them again. */
    public void restartAll() {
        stop();
        start();
    }

    private String checked(String name) {
        if (!plan.names().contains(name)) {
            throw new LocalClusterException("the cluster in " + directory + " has no process '" + name + "': it has "
                    + String.join(", ", plan.names()));
        }
        return name;
    }

    private ServerProcess process(String name) {
        return new ServerProcess(directory, name);
    }

    /** The process id of a running process. */
    public Optional<Long> pid(String name) {
        return process(checked(name)).running().map(ProcessHandle::pid);
    }

    /** The masters as one of them sees them; empty if none answers. */
    public Optional<ListMastersResponse> askMasters() {
        try (MasterClient client = new MasterClient(MasterAddresses.parse(plan.apiAddresses()), ASK_PATIENCE)) {
            return Optional.of(client.masterList());
        } catch (JangadaException e) {
            return Optional.empty();
        }
    }

    /** The workers as the leader sees them; empty if there is none. */
    public List<WorkerInfo> askWorkers() {
        try (MasterClient client = new MasterClient(MasterAddresses.parse(plan.apiAddresses()), ASK_PATIENCE)) {
            return client.workers();
        } catch (JangadaException e) {
            return List.of();
        }
    }
}
