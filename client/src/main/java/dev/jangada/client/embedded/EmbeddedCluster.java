package dev.jangada.client.embedded;

import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.master.Master;
import dev.jangada.master.MasterConfiguration;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.worker.Worker;
import dev.jangada.worker.WorkerConfiguration;
import dev.jangada.worker.WorkerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
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

    private final Path directory;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread exitHook = new Thread(this::exit, "embedded-cluster-end");
    private @Nullable MasterAddresses masters;
    private boolean closed;
    private volatile Runnable beforeExit = () -> {};

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

    private synchronized void startParts() throws MasterStartException, WorkerStartException {
        Master master = Master.start(MasterConfiguration.embedded(
                directory.resolve("m1"),
                (exitCode, message, cause) -> LOG.error("the embedded master has failed: {}", message, cause)));
        parts.push(master);
        String address = master.address().apiAddress();
        masters = MasterAddresses.parse(address);
        parts.push(Worker.start(WorkerConfiguration.of("w1", List.of(address), directory.resolve("w1"))
                .inProcess(Math.max(1, Runtime.getRuntime().availableProcessors()))));
    }

    /** Where its master answers. */
    public synchronized MasterAddresses masters() {
        if (masters == null) {
            throw new IllegalStateException("the embedded cluster has not started");
        }
        return masters;
    }

    /** What is to be done first when the process is told to end while this runs, such as to cancel a job. */
    public void beforeExit(Runnable action) {
        beforeExit = action;
    }

    private void exit() {
        beforeExit.run();
        end();
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

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("a part of the embedded cluster did not end cleanly", e);
            }
        }
        delete(directory);
    }

    private static void delete(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("could not delete {}: {}", root, e.toString());
        }
    }
}
