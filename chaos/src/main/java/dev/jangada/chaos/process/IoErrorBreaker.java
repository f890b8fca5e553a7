package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The kernel refuses to sync a master's files, or to write to them, as seen by the system calls of a process under strace:
 * nothing of the master's own code is touched. A master whose log was hit has to end.
 */
final class IoErrorBreaker implements Breaker {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DETACH_SECONDS = 10;
    private static final long POLL_NANOS = 50_000_000;

    private final ProcessCluster cluster;
    private final Path traces;

    /** @param traces a directory for what strace writes */
    IoErrorBreaker(ProcessCluster cluster, Path traces) {
        this.cluster = cluster;
        this.traces = traces;
    }

    @Override
    public Optional<String> obstacle() {
        return Commands.missing("strace").or(IoErrorBreaker::cannotTrace);
    }

    /** Tracing needs a permission that root may lack in a container, and others beside root may have. */
    private static Optional<String> cannotTrace() {
        try {
            Commands.run("strace", "-f", "-qq", "-e", "trace=none", "true");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("strace may not trace here");
        }
    }

    private record Refusal(String calls, String error, String says) {}

    private static Refusal draw(Random random) {
        return random.nextBoolean()
                ? new Refusal("fsync,fdatasync", "EIO", "the kernel answers EIO to every sync of the log of ")
                : new Refusal(
                        "write,pwrite64,writev", "ENOSPC", "the kernel answers ENOSPC to every write to the log of ");
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) throws IOException {
        Random random = fault.random();
        String master = roles.master(random);
        Refusal refusal = draw(random);
        Optional<Long> pid = cluster.pid(master);
        Optional<Path> log = log(master);
        if (pid.isEmpty() || log.isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(traces);
        Path trace = traces.resolve("strace-" + fault.number() + ".txt");
        Process strace = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-y",
                        "-qq",
                        "-o",
                        trace.toString(),
                        "-P",
                        log.get().toString(),
                        "-e",
                        "trace=" + refusal.calls(),
                        "-e",
                        "inject=" + refusal.calls() + ":error=" + refusal.error(),
                        "-p",
                        pid.get().toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        traces.resolve("strace-" + fault.number() + ".log").toFile())
                .start();
        if (!awaitTraced(pid.get(), strace)) {
            strace.destroyForcibly();
            cluster.launch(master); // unless it still runs
            return Optional.empty();
        }
        return Optional.of(new Fault(refusal.says() + master, () -> {
                    detach(strace);
                    cluster.launch(master); // unless it still runs
                })
                .judgedBy(() -> complaint(master, refusal, trace)));
    }

    private static boolean awaitTraced(long pid, Process strace) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (strace.isAlive() && System.nanoTime() < deadline) {
            try {
                if (Files.readAllLines(status).contains("TracerPid:\t" + strace.pid())) {
                    return true;
                }
            } catch (IOException e) {
                return false; // it has ended
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    private Optional<Path> log(String master) throws IOException {
        Path raft = cluster.home(master).resolve("raft");
        if (!Files.isDirectory(raft)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(
                raft, 4, (file, attributes) -> file.getFileName().toString().startsWith("log_inprogress"))) {
            return files.findFirst();
        } catch (UncheckedIOException e) {
            return Optional.empty(); // it begins a new one at this moment
        }
    }

    private Optional<String> complaint(String master, Refusal refusal, Path trace) {
        if (!hit(trace) || cluster.awaitEnd(master, PATIENCE)) {
            return Optional.empty();
        }
        return Optional.of(master + " goes on although the kernel answered " + refusal.error()
                + " for its log: it has to end (see " + trace + ")");
    }

    private static boolean hit(Path trace) {
        try {
            return Files.readString(trace).contains("INJECTED");
        } catch (IOException e) {
            return false; // nothing was traced
        }
    }

    private static void detach(Process strace) throws InterruptedException {
        strace.destroy();
        if (!strace.waitFor(DETACH_SECONDS, TimeUnit.SECONDS)) {
            strace.destroyForcibly().waitFor();
        }
    }
}
