package dev.jangada.client.cli;

import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words for how far a job is. */
final class ProgressText {
    private static final int BAR_CELLS = 20;

    private ProgressText() {}

    /** One line that fits the width: a bar, the stages, what runs, and the time left if it is known. */
    static String bar(JobStatus job, Duration elapsed, Optional<Duration> left, int width) {
        int full = (int) Math.floor(BAR_CELLS * Math.max(0, Math.min(1, job.progress())));
        String line = job.id() + " [" + "#".repeat(full) + "-".repeat(BAR_CELLS - full) + "] "
                + Format.percent(job.progress()) + "  " + details(job) + "  " + Format.duration(elapsed)
                + left.map(time -> ", about " + Format.duration(time) + " left").orElse("");
        return line.length() < width ? line : line.substring(0, width - 1);
    }

    /** The same for a log: no bar. */
    static String line(JobStatus job, Optional<Duration> left) {
        return job.id() + " " + Format.percent(job.progress()) + "  " + details(job)
                + left.map(time -> ", about " + Format.duration(time) + " left").orElse("");
    }

    /** What the job is doing, such as {@code map 12/27, reduce 0/4, 2 running}. */
    static String details(JobStatus job) {
        List<String> parts = new ArrayList<>();
        if (job.state() == JobState.RUNNING) {
            for (StageProgress stage : job.stages()) {
                if (stage.tasks() > 0 && (stage.stage() == Stage.MAP || stage.stage() == Stage.REDUCE)) {
                    parts.add(stage.stage().name().toLowerCase(Locale.ROOT) + " " + stage.committed() + "/"
                            + stage.tasks());
                }
            }
        }
        if (parts.isEmpty()) {
            parts.add(job.state().name().toLowerCase(Locale.ROOT));
        }
        if (job.attempts().live() > 0) {
            parts.add(job.attempts().live() + " running");
        }
        int troubled = job.attempts().failed() + job.attempts().lost();
        if (troubled > 0) {
            parts.add(troubled + " failed or lost");
        }
        if (job.failovers() > 0) {
            parts.add(Format.count(job.failovers(), "failover"));
        }
        return String.join(", ", parts);
    }
}
