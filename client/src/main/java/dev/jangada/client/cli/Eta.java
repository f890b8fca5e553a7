package dev.jangada.client.cli;

import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a job will take, from the progress that was seen here. It says nothing until it has seen a tenth of the job
 * done over five seconds: a guess from less is no better than none. Nor does it say anything once nothing waits in the last
 * stage: how long the last tasks take does not follow from how many ended before. Used by one thread.
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
        if (seen < LEAST_PROGRESS || nanos < LEAST_NANOS || isInLastWave(job)) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) (nanos * (1 - job.progress()) / seen)));
    }

    private static boolean isInLastWave(JobStatus job) {
        StageProgress last = null;
        for (StageProgress stage : job.stages()) {
            if (stage.tasks() > 0 && (stage.stage() == Stage.MAP || stage.stage() == Stage.REDUCE)) {
                last = stage;
            }
        }
        return last != null && last.blocked() + last.ready() == 0;
    }
}
