package dev.jangada.chaos.junit;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.check.Findings.Violation;
import dev.jangada.chaos.check.JobLedger;
import dev.jangada.chaos.check.ReplicaHashes;
import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.process.NodeDisks;
import dev.jangada.chaos.process.ProcessTarget;
import dev.jangada.client.Jangada;
import dev.jangada.client.rpc.MasterAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes behind a {@link JangadaCluster}, and what is watched during one test. */
final class RunningCluster implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Duration CALL_PATIENCE = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 50;

    private final Path directory;
    private final ProcessCluster processes;
    private final NodeDisks disks;
    private final Jangada client;
    private boolean hasFailed;
    private Findings findings = new Findings(violation -> {});
    private JobLedger ledger = new JobLedger(findings);
    private Optional<BackgroundFaults> faults = Optional.empty();

    private RunningCluster(Path directory, ProcessCluster processes, NodeDisks disks) {
        this.directory = directory;
        this.processes = processes;
        this.disks = disks;
        this.client =
                Jangada.over(MasterAddresses.parse(processes.masterAddresses()), CALL_PATIENCE, Jangada.WAIT_PATIENCE);
    }

    static RunningCluster start(ProcessCluster.Form form, boolean haveDisks) throws IOException {
        Path directory = Files.createTempDirectory("jangada-chaos-");
        ProcessCluster processes = new ProcessCluster(directory.resolve("cluster"), form, line -> {});
        NodeDisks disks = new NodeDisks(processes, haveDisks ? processes.nodes() : List.of());
        RunningCluster running = new RunningCluster(directory, processes, disks);
        Files.createDirectories(running.data());
        boolean isStarted = false;
        try {
            disks.mount();
            processes.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                processes.close();
                disks.close();
            }
        }
        return running;
    }

    ProcessCluster processes() {
        return processes;
    }

    NodeDisks disks() {
        return disks;
    }

    Jangada client() {
        return client;
    }

    Path data() {
        return directory.resolve("data");
    }

    JobLedger ledger() {
        return ledger;
    }

    Findings findings() {
        return findings;
    }

    String whereTheLogsAre() {
        return "Logs: " + processes.directory().resolve("logs");
    }

    /** A test begins. */
    void begin(Optional<Chaos> chaos) {
        findings = new Findings(violation -> {});
        ledger = new JobLedger(findings);
        faults = chaos.map(wanted -> BackgroundFaults.start(new ProcessTarget(processes, data()), wanted, findings));
    }

    /** A test is over: mends everything and checks. */
    void end(Optional<Throwable> failure) throws Exception {
        try {
            if (faults.isPresent()) {
                faults.get().stop();
            }
            mend();
            if (failure.isEmpty()) {
                check();
            }
        } catch (Exception | AssertionError e) {
            hasFailed = true;
            throw e;
        }
        if (failure.isPresent()) {
            hasFailed = true;
            String schedule = faults.map(BackgroundFaults::toString).orElse("");
            failure.get().addSuppressed(new KeptLogs(whereTheLogsAre() + schedule));
        }
    }

    /** Says in a stack trace where the logs are. */
    private static final class KeptLogs extends RuntimeException {
        private static final long serialVersionUID = 1L;

        KeptLogs(String message) {
            super(message, null, false, false);
        }
    }

    private void mend() throws IOException {
        disks.mend();
        processes.mend();
        List<String> missing = processes.health().awaitWhole(BOUND);
        findings.made(Check.RECOVERS_IN_TIME);
        if (!missing.isEmpty()) {
            findings.broken(Check.RECOVERS_IN_TIME, "the cluster is not whole after the test: " + missing);
        }
    }

    private void check() throws IOException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        ReplicaHashes hashes = new ReplicaHashes(findings);
        List<String> left = List.of("not looked yet");
        boolean isQuiet = false;
        while (!isQuiet && System.nanoTime() < deadline && findings.violations().isEmpty()) {
            ledger.compare(ledger.known(), client.jobs(0));
            left = left();
            isQuiet = hashes.sample(client.masters()) && ledger.open().isEmpty() && left.isEmpty();
            if (!isQuiet) {
                sleep();
            }
        }
        if (!isQuiet && findings.violations().isEmpty()) {
            ledger.open().forEach(job -> findings.broken(Check.JOBS_KEPT, job + " does not come to an end"));
            left.forEach(what -> findings.broken(Check.NOTHING_LEAKS, what + " is left after the test"));
            if (findings.violations().isEmpty()) {
                processes.printStacksOfMasters();
                findings.broken(
                        Check.REPLICAS_AGREE,
                        "the masters do not come to the same index: " + ReplicaHashes.indices(client.masters()));
            }
        }
        List<Violation> violations = findings.violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.stream()
                            .map(Violation::toString)
                            .collect(Collectors.joining("\n  ", "after the test, checks do not hold:\n  ", "\n"))
                    + whereTheLogsAre()
                    + faults.map(BackgroundFaults::toString).orElse(""));
        }
    }

    /** Leftovers, unless jobs of the test run that were not submitted through the extension. */
    private List<String> left() throws IOException {
        boolean runs = client.workers().stream().anyMatch(worker -> worker.liveAttempts() > 0);
        return runs ? List.of("a live attempt") : processes.leftovers(data());
    }

    /** Waits for something to be there. */
    <T> T await(String what, Supplier<Optional<T>> source, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<T> found = source.get();
        while (found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "waited " + patience.toSeconds() + " s in vain that " + what + ". " + whereTheLogsAre());
            }
            sleep();
            found = source.get();
        }
        return found.get();
    }

    void awaitThat(String what, BooleanSupplier condition, Duration patience) {
        boolean unused = await(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty(), patience);
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the cluster", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        processes.close();
        disks.close();
        if (!hasFailed) {
            delete(directory);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot delete " + file, e);
                }
            });
        }
    }
}
