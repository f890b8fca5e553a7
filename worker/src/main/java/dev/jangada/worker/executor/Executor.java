package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutputs;
import java.util.concurrent.CompletableFuture;

/**
 * Runs attempts, as many at once as it has slots; others wait in order. Reports to an {@link
 * dev.jangada.worker.task.AttemptListener}. None of the methods blocks. Thread-safe.
 */
public interface Executor extends AutoCloseable {

    /** How long an attempt that was told to stop may take, in milliseconds, before it is stopped the hard way. */
    long STOP_GRACE_MILLIS = 2_000;

    /** Tells of a job before its first attempt, or gives a newer description of it. */
    void describe(JobDescription job);

    /** Tells what changed in the map outputs of a job that was described. */
    void mapOutputs(MapOutputs changes);

    /** Starts an attempt of a job that was described. */
    void start(Assignment assignment);

    /** Stops an attempt; it finishes soon, most likely as released. Does nothing when it is not running. */
    void stop(AttemptRef attempt);

    /**
     * Stops all attempts of a job and lets go of it.
     *
     * @return completes when nothing of the job runs any more
     */
    CompletableFuture<Void> closeJob(String job);

    /** Closes all jobs, as {@link #closeJob} does; returns when nothing runs any more, or will be ended the hard way. */
    @Override
    void close();
}
