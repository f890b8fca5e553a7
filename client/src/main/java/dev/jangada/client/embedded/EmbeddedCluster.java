package dev.jangada.client.embedded;

import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.master.Master;
import dev.jangada.master.MasterConfiguration;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.worker.Worker;
import dev.jangada.worker.WorkerConfiguration;
import dev.jangada.worker.WorkerStartException;
import dev.jangada.worker.executor.ExitCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One master and one worker in this JVM, with a slot for each processor, in a temporary directory that goes away when
 * this is closed or the process ends. Thread-safe.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCluster.class);

    private static final int DELETE_TRIES = 5;

    private final Path directory;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread exitHook = new Thread(this::exit, "embedded-cluster-end");
    private @Nullable MasterAddresses masters;
    private boolean closed;
    private volatile boolean abandoned;
    private volatile @Nullable Worker startedWorker;
    private volatile ExitHandler exitHandler = exit -> {
        exit.filter(UserExit::isOfAnAttempt).ifPresent(known -> LOG.error("{}", known.sentence()));
        return OptionalInt.empty();
    };

    /**
     * A call of {@code System.exit} that ends this process while the cluster runs.
     *
     * @param attempt the attempt that called; empty if it was another thread, such as one that an attempt has started
     * @param caller the frame that called
     */
    public record UserExit(Optional<String> attempt, String caller) {
        /** Whether an attempt called, and not perhaps the program around the cluster. */
        public boolean isOfAnAttempt() {
            return attempt.isPresent();
        }

        /** What has happened, and what to do about it. */
        public String sentence() {
            return "user code" + attempt.map(name -> " of " + name).orElse("") + " called System.exit in " + caller
                    + " and so ends this JVM with the cluster in it, before the job is done: let it throw an exception"
                    + " instead (on a cluster of processes, only its executor would have ended)";
        }
    }

    /** Says what happens when the process ends while the cluster runs. */
    @FunctionalInterface
    public interface ExitHandler {
        /**
         * Called before the cluster ends.
         *
         * @param exit who called {@code System.exit}; empty when the process was told to end from outside
         * @return the code to end with at once when the cluster is cleared away; empty to leave that as it is
         */
        OptionalInt exiting(Optional<UserExit> exit);
    }

    private EmbeddedCluster(Path directory) {
        this.directory = directory;
    }

    /**
     * Starts one.
     *
     * @throws IllegalStateException with a sentence when this machine cannot run it
     */
    public static EmbeddedCluster start() {
        EmbeddedCluster cluster = new EmbeddedCluster(temporaryDirectory());
        Runtime.getRuntime().addShutdownHook(cluster.exitHook);
        try {
            cluster.startParts();
            return cluster;
        } catch (MasterStartException | WorkerStartException e) {
            cluster.close();
            throw new IllegalStateException("the embedded cluster cannot start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("jangada-");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the embedded cluster needs a temporary directory: " + e.getMessage()
                            + "; name another place with -Djava.io.tmpdir",
                    e);
        }
    }

    /**
     * The worker starts beside the master, since most of the time of both goes into loading classes; it looks for the
     * master until it is there.
     */
    private synchronized void startParts() throws MasterStartException, WorkerStartException {
        String address = "127.0.0.1:" + freePort();
        masters = MasterAddresses.parse(address);
        CompletableFuture<Worker> worker = new CompletableFuture<>();
        Thread starter = new Thread(() -> startWorker(address, worker), "embedded-worker-start");
        starter.setDaemon(true);
        starter.start();
        try {
            parts.push(Master.start(masterAt(address)));
        } finally {
            // Also when the master has failed: what runs is stopped by whoever closes this.
            parts.push(() -> worker.join().close());
        }
        try {
            startedWorker = worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the embedded worker started", e);
        } catch (ExecutionException e) {
            parts.pop();
            if (e.getCause() instanceof WorkerStartException known) {
                throw known;
            }
            throw new IllegalStateException("the embedded worker failed: " + e.getCause(), e);
        }
    }

    private MasterConfiguration masterAt(String apiAddress) {
        MasterConfiguration usual = MasterConfiguration.embedded(directory.resolve("m1"), this::masterFailed);
        return new MasterConfiguration(
                usual.clusterId(),
                new MasterAddress(usual.self().id(), usual.self().raftAddress(), apiAddress, ""),
                List.of(),
                usual.directory(),
                usual.mode(),
                usual.bindHost(),
                usual.insecure(),
                usual.leader(),
                usual.snapshots(),
                usual.fatal());
    }

    private void masterFailed(int exitCode, String message, @Nullable Throwable cause) {
        if (!abandoned) {
            LOG.error("the embedded master has failed ({}): {}", exitCode, message, cause);
        }
    }

    private void startWorker(String masterAddress, CompletableFuture<Worker> started) {
        try {
            int slots = Math.max(1, Runtime.getRuntime().availableProcessors());
            started.complete(Worker.start(WorkerConfiguration.of("w1", List.of(masterAddress), directory.resolve("w1"))
                    .inProcess(slots)));
        } catch (WorkerStartException | RuntimeException | Error e) {
            started.completeExceptionally(e);
        }
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free on this machine: " + e.getMessage(), e);
        }
    }

    /** Where its master answers. */
    public synchronized MasterAddresses masters() {
        if (masters == null) {
            throw new IllegalStateException("the embedded cluster has not started");
        }
        return masters;
    }

    /** Says what is to be done when the process ends while this runs, such as to cancel a job. */
    public void onExit(ExitHandler handler) {
        exitHandler = handler;
    }

    private void exit() {
        OptionalInt code = exitHandler.exiting(userExit());
        if (code.isPresent()) {
            endWorker();
            Runtime.getRuntime().halt(code.getAsInt());
        }
        end();
    }

    private Optional<UserExit> userExit() {
        Worker worker = startedWorker;
        List<UserExit> exits = ExitCall.underWay().stream()
                .map(call -> new UserExit(
                        worker == null ? Optional.empty() : worker.attemptOf(call.thread()), call.caller()))
                .toList();
        return exits.stream()
                .filter(UserExit::isOfAnAttempt)
                .findFirst()
                .or(() -> exits.stream().findFirst());
    }

    /** Stops the worker and the master, and deletes what they kept. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            return; // the process is ending: the hook does it, after what comes before
        }
        end();
    }

    /**
     * For a process that ends now: stops the worker and deletes what was kept, but leaves the master to end with the
     * process, since nobody needs the second that it takes to close its log.
     */
    public void abandon() {
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            return; // the process is ending already, and the hook does it
        }
        endWorker();
    }

    /** Ends the worker and deletes what was kept; the master ends with the process. */
    private synchronized void endWorker() {
        abandoned = true;
        AutoCloseable worker = parts.poll();
        if (worker != null) {
            closePart(worker);
        }
        closed = true;
        delete(directory);
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            closePart(parts.pop());
        }
        delete(directory);
    }

    private static void closePart(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("a part of the embedded cluster did not end cleanly", e);
        }
    }

    /** Tries some times: a server that is about to end may still write. */
    private static void delete(Path root) {
        for (int left = DELETE_TRIES; ; left--) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                if (left == 0) {
                    LOG.warn("could not delete {}: {}", root, e.toString());
                    return;
                }
            }
        }
    }
}
