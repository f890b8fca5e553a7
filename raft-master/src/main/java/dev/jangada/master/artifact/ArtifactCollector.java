package dev.jangada.master.artifact;

import dev.jangada.coordinator.state.Job;
import dev.jangada.master.replication.ReplicatedCore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes artifacts that no live job needs, from a thread of its own. Each master does so by itself and by its own copy
 * of the state, which may lag: hence the grace period, and nothing is deleted while no leader is known.
 */
public final class ArtifactCollector implements AutoCloseable {
    /** An upload and the submit that needs it are never so far apart. */
    public static final Duration GRACE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactCollector.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final ReplicatedCore core;
    private final ArtifactStore store;
    private final Duration grace;
    private final ScheduledExecutorService thread;

    public ArtifactCollector(ReplicatedCore core, ArtifactStore store, Duration grace) {
        this.core = core;
        this.store = store;
        this.grace = grace;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, "artifact-collector");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Begins to collect every ten minutes. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(
                this::collectQuietly, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void collectQuietly() {
        try {
            collect();
        } catch (IOException | RuntimeException e) {
            // An executor forgets a task that throws, and then nothing would be collected any more.
            LOG.warn("collecting artifacts failed", e);
        }
    }

    /** Collects once. */
    public List<String> collect() throws IOException {
        if (core.leadership().leader().isEmpty()) {
            return List.of();
        }
        Set<String> needed = core.read(state -> {
            Set<String> digests = new HashSet<>();
            for (Job job : state.liveJobs()) {
                digests.addAll(job.spec().artifacts());
            }
            return digests;
        });
        List<String> collected = store.collect(needed, grace);
        if (!collected.isEmpty()) {
            LOG.info("collected artifacts count={} artifacts={}", collected.size(), collected);
        }
        return collected;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
