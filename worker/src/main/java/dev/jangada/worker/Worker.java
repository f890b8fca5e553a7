package dev.jangada.worker;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.jangada.protocol.v1.WorkerDetails;
import dev.jangada.worker.artifact.ArtifactCache;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.local.Machine;
import dev.jangada.worker.local.WorkerDirectory;
import dev.jangada.worker.local.WorkerDirectoryException;
import dev.jangada.worker.session.MasterArtifacts;
import dev.jangada.worker.session.Session;
import dev.jangada.worker.session.WorkerCore;
import dev.jangada.worker.session.WorkerRefusedException;
import dev.jangada.worker.shuffle.ShuffleServer;
import dev.jangada.worker.task.OutputCapture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running worker. Thread-safe. */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration RELEASE_GRACE = Duration.ofSeconds(4);

    private final WorkerConfiguration configuration;
    private final WorkerDirectory directory;
    private final LocalWorkplace workplace;
    private final ShuffleServer shuffle;
    private final Session session;
    private final MetricRegistry metrics;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What a worker is made of. */
    private record Parts(
            WorkerDirectory directory,
            LocalWorkplace workplace,
            ShuffleServer shuffle,
            Session session,
            MetricRegistry metrics) {}

    private Worker(WorkerConfiguration configuration, Parts parts) {
        this.configuration = configuration;
        this.directory = parts.directory();
        this.workplace = parts.workplace();
        this.shuffle = parts.shuffle();
        this.session = parts.session();
        this.metrics = parts.metrics();
    }

    /**
     * Starts a worker. It looks for the leader from then on, however long that takes.
     *
     * @throws WorkerStartException when its settings are wrong, or its directory or port cannot be used
     */
    public static Worker start(WorkerConfiguration configuration) throws WorkerStartException {
        List<String> problems = configuration.problems();
        if (!problems.isEmpty()) {
            throw new WorkerStartException(String.join("\n", problems));
        }
        WorkerDirectory directory;
        try {
            directory = WorkerDirectory.open(configuration.directory(), configuration.id());
        } catch (WorkerDirectoryException e) {
            throw new WorkerStartException(String.valueOf(e.getMessage()), e);
        }
        Worker worker = null;
        try {
            worker = assemble(configuration, directory);
        } finally {
            if (worker == null) {
                closeQuietly(directory);
            }
        }
        worker.session.start();
        return worker;
    }

    private static Worker assemble(WorkerConfiguration configuration, WorkerDirectory directory)
            throws WorkerStartException {
        MasterArtifacts source = new MasterArtifacts(configuration.masters(), directory::clusterId);
        ArtifactCache artifacts = new ArtifactCache(directory.artifacts(), source);
        String machine = configuration.machine().isEmpty() ? Machine.name() : configuration.machine();
        LocalWorkplace workplace = new LocalWorkplace(configuration, directory, artifacts, machine);
        ShuffleServer shuffle;
        try {
            shuffle = listen(configuration, workplace);
        } catch (WorkerStartException e) {
            workplace.close();
            throw e;
        }
        WorkerDetails details = WorkerDetails.newBuilder()
                .setAddress(configuration.reachableHost() + ":" + shuffle.port())
                .setMachine(machine)
                .setDirectory(directory.path().toString())
                .setSlots(configuration.slots())
                .setVersion(version())
                .build();
        if (configuration.executor() == ExecutorKind.IN_PROCESS) {
            OutputCapture.install(System.out, System.err);
        }
        MetricRegistry metrics = new MetricRegistry();
        metrics.register("worker.shuffle.bytes.served", (Gauge<Long>) workplace.shuffleService()::bytesServed);
        WorkerCore.Self self =
                new WorkerCore.Self(configuration.id(), UUID.randomUUID().toString(), details);
        Session session =
                new Session(new WorkerCore(self, directory.clusterId()), workplace, configuration.masters(), metrics);
        source.follow(session);
        LOG.info(
                "worker {} starts in {}: {} slots, shuffle at {}, masters {}",
                configuration.id(),
                directory.path(),
                configuration.slots(),
                details.getAddress(),
                configuration.masters());
        return new Worker(configuration, new Parts(directory, workplace, shuffle, session, metrics));
    }

    private static ShuffleServer listen(WorkerConfiguration configuration, LocalWorkplace workplace)
            throws WorkerStartException {
        InetSocketAddress address = new InetSocketAddress(configuration.listenHost(), configuration.listenPort());
        try {
            return ShuffleServer.start(address, workplace.shuffleService());
        } catch (IOException e) {
            throw new WorkerStartException(
                    "The worker cannot listen on " + configuration.listenHost() + ":" + configuration.listenPort()
                            + " (" + rootMessage(e) + "): choose another port, or stop what uses it.",
                    e);
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static String version() {
        String version = Worker.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** What the worker counts. */
    public MetricRegistry metrics() {
        return metrics;
    }

    /** The port at which other workers fetch map outputs. */
    public int shufflePort() {
        return shuffle.port();
    }

    /** The attempt that a thread of this process runs, by a name for people. */
    public Optional<String> attemptOf(Thread thread) {
        return workplace.attemptOf(thread).map(AttemptNames::text);
    }

    /**
     * Takes no more work, finishes what runs, waits until nobody needs what it keeps, and then leaves; after the grace of
     * the configuration what still runs is given back to the leader.
     */
    public void drain() {
        CompletableFuture<Void> drained = session.drain();
        if (!waitFor(drained, configuration.drainGrace())) {
            LOG.warn("worker {}: the grace is over; what still runs is given back", configuration.id());
            session.releaseAll();
            waitFor(drained, RELEASE_GRACE);
        }
        close();
        awaitClosed();
    }

    /** Somebody else may have closed this in the meantime. */
    private void awaitClosed() {
        try {
            if (!closed.await(RELEASE_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("worker {} ends before all is put away", configuration.id());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean waitFor(CompletableFuture<Void> drained, Duration atMost) {
        try {
            CompletableFuture.anyOf(drained, session.ended()).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // the session is over, so there is nothing to wait for
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Makes SIGTERM and Ctrl-C drain this worker before the process ends. */
    public void drainOnShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::drain, "worker-drain"));
    }

    /**
     * Waits until the worker is closed or refused.
     *
     * @throws WorkerRefusedException when the masters have no place for it
     */
    public void awaitTermination() throws InterruptedException, WorkerRefusedException {
        try {
            session.ended().get();
            closed.await();
        } catch (ExecutionException e) {
            close();
            if (e.getCause() instanceof WorkerRefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("worker " + configuration.id() + " failed: " + e.getCause(), e);
        }
    }

    /** Stops at once: attempts that run are lost, their leader will notice. */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        session.close();
        shuffle.close();
        workplace.close();
        closeQuietly(directory);
        LOG.info("worker {} has ended", configuration.id());
        closed.countDown();
    }

    private static void closeQuietly(WorkerDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("could not release the lock on {}: {}", directory.path(), e.toString());
        }
    }
}
