package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.StopCause;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Verdict;
import java.util.Optional;

/** What follows when an attempt ends without a result, and how a job that can't succeed is taken down. */
final class Endings {
    private Endings() {}

    /**
     * An attempt of a job that goes on has ended without a result: the task is tried again, or its job fails. While
     * another attempt of the task lives, nothing follows: that one may still bring the result, even if the budget is
     * spent, for a backup must not make a job fail that would succeed without it.
     */
    static void tryAgain(Turn turn, Attempt ended, Again why, String reason) {
        if (ended.task().hasLiveAttempt()) {
            return;
        }
        TaskId task = ended.id().task();
        Job job = turn.state().job(task.job()).orElseThrow();
        Optional<Verdict> spent = Budgets.spent(job, task.kind(), ended, reason);
        if (spent.isPresent()) {
            giveUp(turn, job, task, spent.get());
        } else {
            turn.emit(new Event.TaskRequeued(task, stateToWaitIn(job, task.kind()), why));
        }
    }

    private static TaskState stateToWaitIn(Job job, TaskKind kind) {
        boolean waitsForMaps = kind == TaskKind.REDUCE && !job.isCommitted(TaskKind.MAP);
        return waitsForMaps ? TaskState.BLOCKED : TaskState.READY;
    }

    /** A failed attempt: like {@link #tryAgain}, but for failures that no other attempt can mend. */
    static void tryAgain(Turn turn, Attempt failed, Failure failure) {
        TaskId task = failed.id().task();
        Job job = turn.state().job(task.job()).orElseThrow();
        boolean isPermanent = failure.kind() == Failure.Kind.PERMANENT;
        if (failed.task().hasLiveAttempt() && !isPermanent) {
            return;
        }
        Optional<Verdict> spent = isPermanent
                ? Optional.of(Budgets.verdict(
                        Verdict.Kind.PERMANENT_FAILURE, failed, failed.task().failures(), failure.message()))
                : Budgets.spent(job, task.kind(), failed, failure.message());
        if (spent.isPresent()) {
            giveUp(turn, job, task, withLog(spent.get(), failure.logTail()));
        } else {
            Again why = failure.kind() == Failure.Kind.FETCH ? Again.FETCH_FAILED : Again.ATTEMPT_FAILED;
            turn.emit(new Event.TaskRequeued(task, stateToWaitIn(job, task.kind()), why));
        }
    }

    private static Verdict withLog(Verdict verdict, String logTail) {
        return new Verdict(
                verdict.kind(), verdict.attempt(), verdict.worker(), verdict.count(), verdict.message(), logTail);
    }

    private static void giveUp(Turn turn, Job job, TaskId task, Verdict verdict) {
        job.task(task).ifPresent(known -> stopLive(turn, known));
        turn.emit(new Event.TaskFailed(task));
        if (task.kind() == TaskKind.ABORT) {
            turn.emit(new Event.CleanupSkipped(job.id(), verdict.sentence()));
            finish(turn, job);
        } else {
            stop(turn, job, JobState.FAILING, verdict);
        }
    }

    /**
     * Takes a job down: stops all that runs, and has a worker remove what it left, if it may have left anything. Without
     * workers the job waits for one, as any other does.
     */
    static void stop(Turn turn, Job job, JobState to, Verdict verdict) {
        turn.emit(new Event.JobMoved(job.id(), to, Optional.of(verdict)));
        for (Stage stage : job.stages()) {
            stopLive(turn, stage);
        }
        turn.emit(new Event.TasksDropped(job.id()));
        boolean mayHaveLeft = job.counts().started() > 0 && job.spec().output().isPresent();
        if (mayHaveLeft) {
            turn.emit(new Event.CleanupQueued(job.id()));
        } else {
            finish(turn, job);
        }
    }

    private static void stopLive(Turn turn, Stage stage) {
        for (int i = 0; i < stage.size(); i++) {
            if (stage.state(i) == TaskState.RUNNING) {
                stopLive(turn, stage.task(i).orElseThrow());
            }
        }
    }

    private static void stopLive(Turn turn, Task task) {
        for (Attempt attempt : task.liveAttempts()) {
            turn.emit(new Event.AttemptStopped(attempt.id(), StopCause.JOB_ENDS, "the job is cancelled or fails"));
        }
    }

    /** A job that was taken down has ended. */
    static void finish(Turn turn, Job job) {
        JobState end = job.state() == JobState.CANCELLING ? JobState.CANCELLED : JobState.FAILED;
        turn.emit(new Event.JobMoved(job.id(), end, Optional.empty()));
    }
}
