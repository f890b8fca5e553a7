package dev.jangada.coordinator.policy;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Task;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A small cluster for tests of policies; every command must be accepted. */
final class World {
    private final Coordinator coordinator = new Coordinator(new ClusterState());
    private long index;
    private long millis = 1_000;

    ClusterState state() {
        return coordinator.state();
    }

    void at(long time) {
        millis = time;
    }

    void apply(Command command) {
        Reply reply = coordinator.apply(new Stamp(1, ++index, millis), command).reply();
        if (reply instanceof Reply.Refused) {
            throw new AssertionError(command + ": " + reply);
        }
    }

    WorkerRef worker(String id) {
        WorkerProfile profile = new WorkerProfile(id + ":1", "machine", "/tmp", 2, "test");
        apply(new Command.RegisterWorker(new WorkerId(id), id, profile));
        return new WorkerRef(new WorkerId(id), 1);
    }

    JobId submit() {
        return submit(JobSpec.Options.DEFAULT);
    }

    JobId submit(JobSpec.Options options) {
        JobId job = state().nextJobId();
        Optional<String> output = Optional.of("/out/" + job);
        JobSpec spec = new JobSpec("count", "builtin:x", List.of(), List.of(), List.of(), output, options);
        apply(new Command.SubmitJob(job.value(), spec));
        return job;
    }

    /** A job that is planned, by {@code worker}. */
    JobId planned(WorkerRef worker, int maps, int reduces) {
        return planned(worker, maps, reduces, JobSpec.Options.DEFAULT);
    }

    JobId planned(WorkerRef worker, int maps, int reduces, JobSpec.Options options) {
        JobId job = submit(options);
        AttemptId plan = new TaskId(job, TaskKind.PLAN, 0).attempt(0);
        assign(plan.task(), worker);
        apply(new Command.AddSplits(plan, worker, 0, Collections.nCopies(maps, Blob.EMPTY)));
        PlanSummary summary = new PlanSummary(maps, reduces, true, false, Blob.EMPTY, 1, 1);
        apply(new Command.CommitAttempt(plan, worker, new AttemptResult.Planned(summary)));
        return job;
    }

    void assign(TaskId task, WorkerRef worker) {
        apply(new Command.AssignAttempt(task, worker, "test"));
    }

    /** Assigns a task's next attempt, and starts it. */
    AttemptId run(TaskId task, WorkerRef worker) {
        AttemptId attempt = task.attempt(state().job(task.job())
                .orElseThrow()
                .task(task)
                .map(Task::started)
                .orElse(0));
        assign(task, worker);
        apply(new Command.StartAttempt(attempt, worker));
        return attempt;
    }

    void commitMap(AttemptId attempt, WorkerRef worker) {
        apply(new Command.CommitAttempt(
                attempt, worker, new AttemptResult.Mapped(CounterSet.EMPTY, 1, Optional.empty())));
    }

    void fail(AttemptId attempt, WorkerRef worker) {
        apply(new Command.FailAttempt(attempt, worker, new Failure(Failure.Kind.USER_CODE, "broken", "")));
    }
}
