package dev.jangada.worker.task;

import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.ReduceResult;
import dev.jangada.engine.ReduceRunner;
import dev.jangada.engine.ReduceTask;
import dev.jangada.engine.task.CorruptSegmentException;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.engine.task.SkipMode;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.ReduceOutcome;
import dev.jangada.protocol.v1.Trouble;
import dev.jangada.worker.local.Trees;
import dev.jangada.worker.shuffle.FetchException;
import dev.jangada.worker.shuffle.SegmentFetcher;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Runs a reduce task: a partition of every map output becomes a part of the output. */
final class ReduceAttempt {

    private final JobRuntime job;
    private final Assignment assignment;
    private final AttemptRef attempt;
    private final AttemptControl control;
    private final AttemptListener listener;

    ReduceAttempt(JobRuntime job, Assignment assignment, AttemptControl control, AttemptListener listener) {
        this.job = job;
        this.assignment = assignment;
        this.attempt = assignment.getAttempt();
        this.control = control;
        this.listener = listener;
    }

    AttemptOutcome run() throws TaskException, IOException {
        JobPlan plan = job.plan();
        Thread.currentThread().setContextClassLoader(job.userLoader());
        Path work = job.directory().makeWork(attempt);
        SegmentFetcher.Request wanted =
                new SegmentFetcher.Request(attempt, job.planned().getMaps(), assignment.getRequiredVersion());
        try (SegmentFetcher segments = new SegmentFetcher(wanted, job.segments(), control);
                Skips skips = Skips.of(job, assignment)) {
            return reduce(plan, segments, work, skips.mode());
        } finally {
            Trees.delete(work);
        }
    }

    private AttemptOutcome reduce(JobPlan plan, SegmentFetcher segments, Path work, SkipMode skipMode)
            throws TaskException, IOException {
        ReduceTask task = new ReduceTask(
                attempt.getIndex(), attempt.getNumber(), job.planned().getMaps());
        TaskEnvironment environment = new TaskEnvironment(
                work,
                job.site().attemptMemoryBytes(),
                job.inputStorage(),
                job.output(),
                new ProgressSteps(attempt, listener),
                control,
                skipMode);
        ReduceResult result;
        try {
            result = ReduceRunner.run(plan, task, segments, environment);
        } catch (SegmentUnavailableException e) {
            reportLost(segments, e.mapIndex(), trouble(e), reason(e));
            throw e;
        } catch (CorruptSegmentException e) {
            e.mapIndex()
                    .ifPresent(
                            map -> reportLost(segments, map, Trouble.TROUBLE_CORRUPT, String.valueOf(e.getMessage())));
            throw e;
        }
        Part part = result.part()
                .map(Results::part)
                .orElseGet(() -> Part.newBuilder()
                        .setName(String.format(Locale.ROOT, "part-r-%05d", attempt.getIndex()))
                        .build());
        return Results.counted(result.counters())
                .setReduced(ReduceOutcome.newBuilder().setPart(part).setConsumedVersion(segments.consumedVersion()))
                .build();
    }

    private static String reason(SegmentUnavailableException e) {
        Throwable cause = e.getCause() instanceof NoSuchFileException missing
                ? FetchException.missing(missing)
                : e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** Only a holder that could not be asked leaves it open whether the output is lost. */
    private static Trouble trouble(SegmentUnavailableException e) {
        return e.getCause() instanceof FetchException fetch && !fetch.isGone()
                ? Trouble.TROUBLE_UNREACHABLE
                : Trouble.TROUBLE_MISSING;
    }

    private void reportLost(SegmentFetcher segments, int map, Trouble trouble, String cause) {
        if (control.isStopped()) {
            return;
        }
        segments.lost(map, trouble, cause).ifPresent(listener::lost);
        if (trouble == Trouble.TROUBLE_UNREACHABLE) {
            // Is it that holder, or this worker that reaches nobody? The masters can tell if they know of the others.
            segments.unreachableOthers(map).forEach(listener::lost);
        }
    }
}
