package dev.jangada.worker.task;

import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.MapResult;
import dev.jangada.engine.MapRunner;
import dev.jangada.engine.MapTask;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.MapOutcome;
import dev.jangada.worker.local.Trees;
import java.io.IOException;
import java.nio.file.Path;

/** Runs a map task: a split becomes a run file that this worker keeps, or a part of the output. */
final class MapAttempt {

    private final JobRuntime job;
    private final Assignment assignment;
    private final AttemptRef attempt;
    private final AttemptControl control;
    private final AttemptListener listener;

    MapAttempt(JobRuntime job, Assignment assignment, AttemptControl control, AttemptListener listener) {
        this.job = job;
        this.assignment = assignment;
        this.attempt = assignment.getAttempt();
        this.control = control;
        this.listener = listener;
    }

    AttemptOutcome run() throws TaskException, IOException {
        JobPlan plan = job.plan();
        Thread.currentThread().setContextClassLoader(job.userLoader());
        try (Skips skips = Skips.of(job, assignment)) {
            return map(plan, skips);
        }
    }

    private AttemptOutcome map(JobPlan plan, Skips skips) throws TaskException, IOException {
        if (plan.isMapOnly()) {
            return map(plan, job.directory().makeIdleWork(), skips);
        }
        Path work = job.directory().makeWork(attempt);
        try {
            return map(plan, work, skips);
        } finally {
            Trees.delete(work);
        }
    }

    private AttemptOutcome map(JobPlan plan, Path work, Skips skips) throws TaskException, IOException {
        Split split = Split.decode(assignment.getSplit().toByteArray());
        MapTask task = new MapTask(
                attempt.getIndex(), attempt.getNumber(), split, job.planned().getReduces(), job.ranges());
        TaskEnvironment environment = new TaskEnvironment(
                work,
                job.site().attemptMemoryBytes(),
                job.inputStorage(),
                job.output(),
                new ProgressSteps(attempt, listener),
                control,
                skips.mode());
        MapResult result = MapRunner.run(plan, task, environment);
        MapOutcome.Builder mapped = MapOutcome.newBuilder();
        if (result.run().isPresent()) {
            RunFile run = result.run().get();
            job.directory().keep(run.path(), attempt);
            mapped.setOutputBytes(run.bytes());
        }
        result.part().ifPresent(part -> mapped.setPart(Results.part(part)));
        return Results.counted(result.counters()).setMapped(mapped).build();
    }
}
