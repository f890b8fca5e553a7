package dev.jangada.client.cli;

import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a job will take, from the progress that was seen here. It says nothing until it has seen a tenth of the job
 * done over five seconds: a guess from less is no better than none. Used by one thread.
 */
final class Eta {
    private static final double LEAST_PROGRESS = 0.1;
    private static final long LEAST_NANOS = 5_000_000_000L;

    private boolean started;
    private double firstProgress;
    private long firstNanos;

    Optional<Duration> left(JobStatus job, long nowNanos) {
        if (job.state() != JobState.RUNNING) {
            started = false;
            return Optional.empty();
        }
        if (!started) {
            started = true;
            firstProgress = job.progress();
            firstNanos = nowNanos;
        }
        double seen = job.progress() - firstProgress;
        long nanos = nowNanos - firstNanos;
        if (seen < LEAST_PROGRESS || nanos < LEAST_NANOS) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) (nanos * (1 - job.progress()) / seen)));
    }
}
