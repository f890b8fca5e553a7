package dev.jangada.worker;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.artifact.ArtifactCache;
import dev.jangada.worker.executor.ChildExecutor;
import dev.jangada.worker.executor.ChildLaunch;
import dev.jangada.worker.executor.Executor;
import dev.jangada.worker.executor.InProcessExecutor;
import dev.jangada.worker.local.WorkerDirectory;
import dev.jangada.worker.session.Workplace;
import dev.jangada.worker.shuffle.RunFiles;
import dev.jangada.worker.shuffle.ShuffleChannels;
import dev.jangada.worker.shuffle.ShuffleService;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.JobRuntime;
import dev.jangada.worker.task.TaskSite;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's directory and executors, as the session uses them. What takes time is left to a thread for cleaning. */
final class LocalWorkplace implements Workplace, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalWorkplace.class);
    private static final Duration TIDY_INTERVAL = Duration.ofMinutes(10);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(1);

    private final WorkerConfiguration configuration;
    private final WorkerDirectory directory;
    private final ArtifactCache artifacts;
    private final RunFiles files = new RunFiles();
    private final ShuffleService shuffle;
    private final ShuffleChannels channels = new ShuffleChannels();
    private final String machine;
    private final ScheduledExecutorService cleaning = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "worker-cleaning");
        thread.setDaemon(true);
        return thread;
    });
    private volatile ShuffleService.Identity identity;
    private volatile @Nullable InProcessExecutor inProcess;
    private volatile @Nullable LogWatch logWatch;
    private volatile Set<String> neededArtifacts = Set.of();

    LocalWorkplace(
            WorkerConfiguration configuration, WorkerDirectory directory, ArtifactCache artifacts, String machine) {
        this.configuration = configuration;
        this.directory = directory;
        this.artifacts = artifacts;
        this.machine = machine;
        this.identity = new ShuffleService.Identity(directory.clusterId(), WorkerToken.getDefaultInstance());
        this.shuffle = new ShuffleService(directory.path(), files, () -> identity);
        Future<?> unused = cleaning.scheduleWithFixedDelay(this::tidy, 0, TIDY_INTERVAL.toMinutes(), TimeUnit.MINUTES);
        Future<?> unusedLook = cleaning.scheduleWithFixedDelay(
                this::lookAtLogs, LOG_INTERVAL.toMillis(), LOG_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAtLogs() {
        LogWatch watch = logWatch;
        if (watch != null) {
            watch.look();
        }
    }

    private void tidy() {
        clean("old logs", () -> directory.logs().prune(Instant.now()));
        clean("old artifacts", () -> artifacts.deleteUnused(neededArtifacts, TIDY_INTERVAL));
    }

    /** The service for the run files that are kept here. */
    ShuffleService shuffleService() {
        return shuffle;
    }

    @Override
    public Executor begin(WorkerToken self, String clusterId, AttemptListener listener) throws IOException {
        directory.join(clusterId);
        LogWatch watch = new LogWatch(listener, directory.logs());
        logWatch = watch;
        identity = new ShuffleService.Identity(clusterId, self);
        TaskSite site = new TaskSite(
                self, machine, directory.path(), configuration.slots(), configuration.attemptMemoryBytes());
        JobRuntime.Surroundings surroundings = new JobRuntime.Surroundings(site, artifacts::paths, files, channels);
        return switch (configuration.executor()) {
            case IN_PROCESS -> {
                InProcessExecutor executor =
                        new InProcessExecutor(surroundings, watch, InProcessExecutor.OutOfMemoryPolicy::failAttempt);
                inProcess = executor;
                yield executor;
            }
            case CHILD_JVM ->
                new ChildExecutor(
                        surroundings,
                        ChildLaunch.likeThisProcess(configuration.memoryBytes(), configuration.executorOptions()),
                        ChildExecutor.Idleness.usual(configuration.spareExecutors()),
                        watch);
        };
    }

    /** Whose attempt a thread of this process runs. */
    Optional<AttemptRef> attemptOf(Thread thread) {
        InProcessExecutor executor = inProcess;
        return executor == null ? Optional.empty() : executor.attemptOf(thread);
    }

    @Override
    public void abandon(long epoch, Executor executor) {
        identity = new ShuffleService.Identity(directory.clusterId(), WorkerToken.getDefaultInstance());
        cleaning.execute(() -> {
            executor.close();
            clean("epoch " + epoch, () -> directory.forgetEpoch(epoch));
        });
    }

    @Override
    public void forget(long epoch, String job, CompletableFuture<Void> closed) {
        Path path = directory.job(epoch, job).path();
        Future<?> unused = closed.whenCompleteAsync(
                (nothing, error) -> {
                    files.forget(path);
                    clean("the files of " + job, () -> directory.forgetJob(epoch, job));
                },
                cleaning);
    }

    @Override
    public void keepArtifactsOf(Collection<JobDescription> jobs) {
        Set<String> needed = new HashSet<>();
        jobs.forEach(job -> needed.addAll(job.getRequest().getArtifactsList()));
        neededArtifacts = Set.copyOf(needed);
    }

    /** Something to be deleted. */
    private interface Deletion {
        void run() throws IOException;
    }

    private static void clean(String what, Deletion deletion) {
        try {
            deletion.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("could not delete {}; it goes at the next start at the latest: {}", what, e.toString());
        }
    }

    @Override
    public void close() {
        cleaning.shutdown();
        try {
            if (!cleaning.awaitTermination(5, TimeUnit.SECONDS)) {
                cleaning.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channels.close();
    }
}
