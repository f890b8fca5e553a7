package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.StopCause;
import dev.jangada.coordinator.state.TaskState;
import java.util.List;
import java.util.Optional;

/** Attempts that bring back a result, and the way of a job from stage to stage. */
final class CommitDecisions {
    private CommitDecisions() {}

    /** A compare-and-set of the task's winner: the first of its live attempts to get here wins. */
    static Reply commit(Turn turn, Command.CommitAttempt command) {
        return AttemptDecisions.owned(turn, command.attempt(), command.worker(), attempt -> {
            if (attempt.state() == AttemptState.COMMITTED) {
                return Turn.accepted();
            }
            if (!attempt.isLive()) {
                return AttemptDecisions.notLive(turn, attempt);
            }
            Job job = turn.state().job(command.attempt().task().job()).orElseThrow();
            Optional<String> wrong = ResultCheck.wrong(job, command.attempt(), command.result());
            if (wrong.isPresent()) {
                return Turn.refused(Refusal.INVALID, wrong.get());
            }
            win(turn, attempt, command.result());
            goOn(turn, job, command);
            return Turn.accepted();
        });
    }

    private static void win(Turn turn, Attempt attempt, AttemptResult result) {
        AttemptId id = attempt.id();
        for (Attempt other : List.copyOf(attempt.task().attempts())) {
            if (other.isLive() && !other.equals(attempt)) {
                turn.emit(new Event.AttemptStopped(other.id(), StopCause.LOST_THE_RACE, id + " committed first"));
            }
        }
        if (attempt.state() == AttemptState.ASSIGNED) {
            turn.emit(new Event.AttemptStarted(id));
        }
        turn.emit(new Event.AttemptCommitted(id, result));
    }

    private static void goOn(Turn turn, Job job, Command.CommitAttempt command) {
        switch (command.attempt().task().kind()) {
            case PLAN -> {
                turn.emit(new Event.JobPlanned(job.id(), ((AttemptResult.Planned) command.result()).plan()));
                turn.emit(new Event.JobMoved(job.id(), JobState.RUNNING, Optional.empty()));
                afterTask(turn, job);
            }
            case MAP, REDUCE -> afterTask(turn, job);
            case PUBLISH -> turn.emit(new Event.JobMoved(job.id(), JobState.SUCCEEDED, Optional.empty()));
            case ABORT -> Endings.finish(turn, job);
        }
    }

    /**
     * Opens the reduce stage when every map is committed, and publishes when every reduce is. A map whose output was lost
     * after every reduce had read it is waited for nevertheless: its counters belong to the result.
     */
    private static void afterTask(Turn turn, Job job) {
        if (!job.isCommitted(TaskKind.MAP)) {
            return;
        }
        Stage reduces = job.stage(TaskKind.REDUCE).orElseThrow();
        if (!reduces.isCommitted()) {
            if (reduces.count(TaskState.BLOCKED) > 0) {
                turn.emit(new Event.StageReady(job.id(), TaskKind.REDUCE));
            }
            return;
        }
        turn.emit(new Event.JobMoved(job.id(), JobState.PUBLISHING, Optional.empty()));
        if (job.isCommitted(TaskKind.PUBLISH)) {
            turn.emit(new Event.JobMoved(job.id(), JobState.SUCCEEDED, Optional.empty()));
        } else {
            turn.emit(new Event.StageReady(job.id(), TaskKind.PUBLISH));
        }
    }

    static Reply addSplits(Turn turn, Command.AddSplits command) {
        if (command.attempt().task().kind() != TaskKind.PLAN) {
            return Turn.refused(Refusal.INVALID, command.attempt() + " does not plan: it has no splits to add");
        }
        return AttemptDecisions.owned(turn, command.attempt(), command.worker(), attempt -> {
            if (attempt.state() == AttemptState.COMMITTED) {
                return Turn.accepted();
            }
            if (!attempt.isLive()) {
                return AttemptDecisions.notLive(turn, attempt);
            }
            Job job = turn.state().job(command.attempt().task().job()).orElseThrow();
            return addSplits(turn, job, command);
        });
    }

    private static Reply addSplits(Turn turn, Job job, Command.AddSplits command) {
        List<Blob> known = job.splits();
        int first = command.firstIndex();
        if (first < 0 || first > known.size()) {
            return Turn.refused(
                    Refusal.INVALID, "splits from " + first + " are added, and " + known.size() + " are known");
        }
        int overlap = Math.min(known.size() - first, command.splits().size());
        if (!known.subList(first, first + overlap).equals(command.splits().subList(0, overlap))) {
            return Turn.refused(Refusal.INVALID, "splits from " + first + " are added again, and they differ");
        }
        List<Blob> added = command.splits().subList(overlap, command.splits().size());
        long bytes = job.splitBytes();
        for (Blob split : added) {
            bytes += split.size();
        }
        if (known.size() + (long) added.size() > Limits.TASKS_PER_JOB || bytes > Limits.SPLIT_BYTES_PER_JOB) {
            return Turn.refused(
                    Refusal.LIMIT,
                    "a job has at most " + Limits.TASKS_PER_JOB + " splits of together " + Limits.SPLIT_BYTES_PER_JOB
                            + " bytes: make splits larger");
        }
        if (!added.isEmpty()) {
            turn.emit(new Event.SplitsAdded(command.attempt(), known.size(), added));
        }
        return Turn.accepted();
    }
}
