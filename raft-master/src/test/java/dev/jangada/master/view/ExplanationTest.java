package dev.jangada.master.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PartFact;
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
import dev.jangada.master.leader.SoftState;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.FailoverInfo;
import dev.jangada.protocol.v1.JobInfo;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final JobId JOB = new JobId("job-1");
    private static final WorkerRef FIRST = new WorkerRef(new WorkerId("w1"), 1);
    private static final WorkerRef SECOND = new WorkerRef(new WorkerId("w2"), 1);

    private final Coordinator coordinator = new Coordinator(new ClusterState());
    private long term = 1;
    private long index;
    private long now;

    private void at(long millis, Command... commands) {
        now = millis;
        for (Command command : commands) {
            index++;
            assertThat(coordinator.apply(new Stamp(term, index, now), command).reply())
                    .as(command.toString())
                    .isNotInstanceOf(Reply.Refused.class);
        }
    }

    private static TaskId map(int number) {
        return new TaskId(JOB, TaskKind.MAP, number);
    }

    private static Command assign(TaskId task, WorkerRef worker) {
        return new Command.AssignAttempt(task, worker, "test");
    }

    private static Command commitMap(int number, int attempt, WorkerRef worker) {
        return new Command.CommitAttempt(
                map(number).attempt(attempt), worker, new AttemptResult.Mapped(CounterSet.EMPTY, 10, Optional.empty()));
    }

    private static Command register(String worker) {
        return new Command.RegisterWorker(
                new WorkerId(worker), worker + "-a", new WorkerProfile("h:1", "h", "/d", 2, "0"));
    }

    /** Maps 0 and 1 are done, on one worker each; map 2 runs on the first worker. */
    @BeforeEach
    void runHalfOfAJob() {
        JobSpec spec = new JobSpec(
                "job", "builtin:job", List.of(), List.of(), List.of(), Optional.of("/out"), JobSpec.Options.DEFAULT);
        TaskId plan = new TaskId(JOB, TaskKind.PLAN, 0);
        at(1_000, new Command.BeginTerm("m1", 0), register("w1"), register("w2"));
        at(1_000, new Command.SubmitJob("t", spec), assign(plan, FIRST));
        at(
                1_500,
                new Command.AddSplits(plan.attempt(0), FIRST, 0, List.of(Blob.EMPTY, Blob.EMPTY, Blob.EMPTY)),
                new Command.CommitAttempt(
                        plan.attempt(0),
                        FIRST,
                        new AttemptResult.Planned(new PlanSummary(3, 1, true, true, Blob.EMPTY, 1, 30))));
        at(2_000, assign(map(0), FIRST), assign(map(1), SECOND), assign(map(2), FIRST));
        at(3_000, commitMap(0, 0, FIRST), commitMap(1, 0, SECOND));
    }

    private ExplainJobResponse explain() {
        ClusterState state = coordinator.state();
        return Explanation.of(state.job(JOB).orElseThrow(), state, SoftState.none(), ZoneOffset.UTC)
                .build();
    }

    private void failover() {
        term = 5;
        at(4_930, new Command.BeginTerm("m3", 930));
    }

    @Test
    void failoverThatCostNothingSaysSo() {
        failover();
        at(5_000, commitMap(2, 0, FIRST), assign(new TaskId(JOB, TaskKind.REDUCE, 0), SECOND));
        assertThat(explain().getFindingsList())
                .containsExactly("Leader changed from m1 to m3 in term 5 at 00:00:04: no leader for 0.93 s, next task"
                        + " assigned 0.07 s after; 1 running attempt went on across it; no finished task ran again"
                        + " because of it.");
        FailoverInfo last = FailoverView.last(coordinator.state()).orElseThrow();
        assertThat(last.getPreviousLeaderId()).isEqualTo("m1");
        assertThat(last.getOutageMillis()).isEqualTo(930);
    }

    @Test
    void lostWorkerIsTheCauseOfWhatRanAgainNotTheFailover() {
        failover();
        at(10_000, new Command.FenceWorker(FIRST, "silent for 5000 ms"));
        at(10_100, assign(map(0), SECOND));
        List<String> findings = explain().getFindingsList();
        assertThat(findings).anyMatch(finding -> finding.contains("no finished task ran again because of it"));
        assertThat(findings)
                .contains("Worker w1 was lost at 00:00:10 (silent for 5000 ms): 1 finished map output and 1 running"
                        + " attempt of this job were lost; these tasks ran again: map 0; these are still to run again:"
                        + " map 2.");
    }

    @Test
    void failedTaskSaysHowOftenAndWhatBecameOfIt() {
        Failure failure = new Failure(Failure.Kind.USER_CODE, "no number in line 3", "tail");
        at(4_000, new Command.FailAttempt(map(2).attempt(0), FIRST, failure));
        at(5_000, assign(map(2), SECOND));
        at(6_000, commitMap(2, 1, SECOND));
        assertThat(explain().getFindingsList())
                .containsExactly(
                        "Task map 2 failed once, last on w1@1: no number in line 3; attempt 1 succeeded on" + " w2@1.");
        assertThat(explain().getTasksList()).anyMatch(task -> task.getIndex() == 2 && task.getAttemptsCount() == 2);
    }

    @Test
    void backupSaysWhyItRanAndWhoWon() {
        at(4_000, new Command.AssignAttempt(map(2), SECOND, "it makes no progress", true));
        assertThat(explain().getFindingsList())
                .containsExactly("Task map 2 got a backup at 00:00:04, attempt 1 on w2@1, because it makes no progress;"
                        + " it runs.");
        at(5_000, commitMap(2, 1, SECOND));
        assertThat(explain().getFindingsList())
                .containsExactly("Task map 2 got a backup at 00:00:04, attempt 1 on w2@1, because it makes no progress;"
                        + " it won.");
        assertThat(explain().getHistoryList())
                .anyMatch(entry -> entry.getText().contains("job-1/map/2/1 committed first"));
    }

    @Test
    void taskWhoseBackupOutlivesTheWorkerNeedNotRunAgain() {
        at(4_000, new Command.AssignAttempt(map(2), SECOND, "it makes no progress", true));
        at(10_000, new Command.FenceWorker(FIRST, "silent for 5000 ms"));
        assertThat(explain().getFindingsList())
                .anyMatch(finding -> finding.endsWith(
                        "these are still to run again: map 0; these went on in another" + " attempt: map 2."));
    }

    @Test
    void excludedWorkerIsNamedWithTheReason() {
        Failure failure = new Failure(Failure.Kind.ENVIRONMENT, "no space left", "");
        TaskId reduce = new TaskId(JOB, TaskKind.REDUCE, 0);
        at(4_000, new Command.FailAttempt(map(2).attempt(0), FIRST, failure), assign(map(2), SECOND));
        at(5_000, commitMap(2, 1, SECOND), assign(reduce, FIRST));
        at(6_000, new Command.FailAttempt(reduce.attempt(0), FIRST, failure), assign(reduce, SECOND));
        at(
                7_000,
                new Command.CommitAttempt(
                        reduce.attempt(1),
                        SECOND,
                        new AttemptResult.Reduced(CounterSet.EMPTY, new PartFact("part-r-00000", 1, 1, 0), 3)));
        String reason = "excluded from job-1: job-1/map/2, job-1/reduce/0 failed there and succeeded elsewhere";
        assertThat(explain().getFindingsList()).contains("Worker w1 gets no tasks: " + reason + ".");
        assertThat(WorkerView.all(coordinator.state(), SoftState.none(), 0))
                .extracting(worker -> worker.getReason())
                .containsExactly(reason, "");
    }

    @Test
    void progressCountsMapsAndReducesByTheirShare() {
        JobInfo job = explain().getJob();
        assertThat(job.getProgress()).isBetween(0.39, 0.41);
        assertThat(job.getStagesList()).extracting(stage -> stage.getTasks()).containsExactly(1, 3, 1, 1);
    }
}
