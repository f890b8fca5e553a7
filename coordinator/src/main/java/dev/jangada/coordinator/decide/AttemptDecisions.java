package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.PoisonRecord;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.CleanupPlace;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.StopCause;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Attempts that are assigned, run, and end without a result. */
final class AttemptDecisions {
    private AttemptDecisions() {}

    static Reply assign(Turn turn, Command.AssignAttempt command) {
        TaskId task = command.task();
        Optional<Job> found = turn.state().job(task.job());
        if (found.isEmpty()) {
            return JobDecisions.unknown(task.job().value());
        }
        Job job = found.get();
        if (!runsIn(task.kind(), job.state())) {
            return Turn.refused(Refusal.WRONG_STATE, job + " is " + job.state() + ": it runs no such task now");
        }
        Optional<Stage> stage = job.stage(task.kind()).filter(known -> task.index() < known.size());
        if (stage.isEmpty()) {
            return Turn.refused(Refusal.UNKNOWN_ATTEMPT, "there is no task " + task);
        }
        Optional<Reply> refusal = command.isBackup()
                ? noBackup(job, stage.get(), command)
                : notReady(task, stage.get().state(task.index()));
        refusal = refusal.isPresent() ? refusal : noPlace(turn, command.worker());
        refusal = refusal.isPresent() ? refusal : wrongPlace(turn, job, command);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        int number = stage.get().task(task.index()).map(Task::started).orElse(0);
        String reason = Limits.cut(command.reason(), Limits.REASON_LENGTH);
        turn.emit(new Event.AttemptAssigned(task.attempt(number), command.worker(), reason, command.isBackup()));
        if (job.state() == JobState.SUBMITTED) {
            turn.emit(new Event.JobMoved(job.id(), JobState.PLANNING, Optional.empty()));
        }
        return Turn.accepted();
    }

    private static boolean runsIn(TaskKind kind, JobState state) {
        return switch (kind) {
            case PLAN -> state == JobState.SUBMITTED || state == JobState.PLANNING;
            case MAP, REDUCE -> state == JobState.RUNNING;
            case PUBLISH -> state == JobState.PUBLISHING;
            case ABORT -> state.isStopping();
        };
    }

    private static Optional<Reply> notReady(TaskId task, TaskState state) {
        return state == TaskState.READY
                ? Optional.empty()
                : Optional.of(Turn.refused(Refusal.NOT_READY, task + " is " + state));
    }

    /** A map or reduce task gets a second live attempt, never a third, and never where its first one runs. */
    private static Optional<Reply> noBackup(Job job, Stage stage, Command.AssignAttempt command) {
        TaskId task = command.task();
        if (!job.spec().options().backups()) {
            return Optional.of(Turn.refused(Refusal.INVALID, job + " wants no backups"));
        }
        if (task.kind() != TaskKind.MAP && task.kind() != TaskKind.REDUCE) {
            return Optional.of(Turn.refused(Refusal.INVALID, task + " can't have a backup: only maps and reduces can"));
        }
        TaskState state = stage.state(task.index());
        if (state != TaskState.RUNNING) {
            return Optional.of(
                    Turn.refused(Refusal.NOT_READY, task + " is " + state + ": there is nothing to back up"));
        }
        List<Attempt> live = stage.task(task.index()).orElseThrow().liveAttempts();
        if (live.size() > 1) {
            return Optional.of(Turn.refused(Refusal.NOT_READY, task + " has a backup already"));
        }
        WorkerRef first = live.get(0).worker();
        return first.worker().equals(command.worker().worker())
                ? Optional.of(Turn.refused(Refusal.INVALID, live.get(0) + " runs on " + first + " itself"))
                : Optional.empty();
    }

    private static Optional<Reply> noPlace(Turn turn, WorkerRef ref) {
        if (turn.state().worker(ref.worker()).isEmpty()) {
            return Optional.of(WorkerDecisions.unknown(ref.worker()));
        }
        Optional<Worker> worker = turn.state().trusted(ref);
        if (worker.isEmpty()) {
            return Optional.of(WorkerDecisions.stale(ref));
        }
        if (worker.get().state() == WorkerState.DRAINING) {
            return Optional.of(Turn.refused(Refusal.NO_CAPACITY, ref + " is DRAINING"));
        }
        int live = worker.get().live().size();
        return live < worker.get().capacity()
                ? Optional.empty()
                : Optional.of(Turn.refused(Refusal.NO_CAPACITY, ref + " holds " + live + " attempts"));
    }

    private static Optional<Reply> wrongPlace(Turn turn, Job job, Command.AssignAttempt command) {
        if (command.task().kind() != TaskKind.ABORT) {
            return Optional.empty();
        }
        return CleanupPlace.of(turn.state(), job)
                .filter(only -> !only.equals(command.worker()))
                .map(only -> Turn.refused(
                        Refusal.NOT_READY,
                        command.task() + " must run on " + only + ", where a PLAN attempt may not have ended yet"));
    }

    static Reply start(Turn turn, Command.StartAttempt command) {
        return owned(turn, command.attempt(), command.worker(), attempt -> {
            if (attempt.state() == AttemptState.RUNNING || attempt.state() == AttemptState.COMMITTED) {
                return Turn.accepted();
            }
            return live(turn, attempt, () -> turn.emit(new Event.AttemptStarted(command.attempt())));
        });
    }

    static Reply fail(Turn turn, Command.FailAttempt command) {
        return owned(turn, command.attempt(), command.worker(), attempt -> {
            boolean isToldAgain = attempt.state() == AttemptState.FAILED
                    || attempt.failure().equals(Optional.of(Failure.Kind.EXECUTOR_LOST));
            if (isToldAgain) {
                return Turn.accepted();
            }
            return live(turn, attempt, () -> {
                Failure failure = bounded(FetchFaults.judged(turn, attempt, command.failure()));
                if (failure.kind() == Failure.Kind.EXECUTOR_LOST) {
                    turn.emit(new Event.AttemptSuspected(command.attempt(), failure));
                    Endings.tryAgain(turn, attempt, Again.ATTEMPT_LOST, failure.message());
                } else {
                    turn.emit(new Event.AttemptFailed(command.attempt(), failure));
                    Endings.tryAgain(turn, attempt, Skipping.after(turn, attempt, failure));
                }
            });
        });
    }

    /** A leader's patience is a hint; here is what the job wants. */
    static Reply timeOut(Turn turn, Command.TimeOutAttempt command) {
        TaskKind kind = command.attempt().task().kind();
        if (kind == TaskKind.PUBLISH || kind == TaskKind.ABORT) {
            return Turn.refused(
                    Refusal.INVALID, command.attempt() + " runs no user code: it has all the time it needs");
        }
        return owned(turn, command.attempt(), command.worker(), attempt -> {
            Job job = turn.state().job(command.attempt().task().job()).orElseThrow();
            long patience = job.spec().options().attemptTimeoutMillis();
            if (patience == 0 || command.silentMillis() < patience) {
                return Turn.refused(
                        Refusal.INVALID,
                        command.attempt() + " was silent for " + command.silentMillis() + " ms, and " + job + " waits "
                                + (patience == 0 ? "for ever" : patience + " ms"));
            }
            return live(turn, attempt, () -> {
                Failure failure = new Failure(
                        Failure.Kind.TIMED_OUT,
                        "no progress for " + command.silentMillis() + " ms (the job's attempt timeout is " + patience
                                + " ms): its code hangs, or needs a longer --attempt-timeout",
                        Limits.cutHead(command.logTail(), Limits.LOST_LOG_LENGTH));
                turn.emit(new Event.AttemptFailed(command.attempt(), failure));
                Endings.tryAgain(turn, attempt, failure);
            });
        });
    }

    private static Failure bounded(Failure failure) {
        return new Failure(
                failure.kind(),
                Limits.cut(failure.message(), Limits.MESSAGE_LENGTH),
                Limits.cutHead(failure.logTail(), Limits.LOG_TAIL_LENGTH),
                failure.record()
                        .map(record ->
                                new PoisonRecord(record.position(), Limits.cut(record.where(), Limits.WHERE_LENGTH))));
    }

    static Reply release(Turn turn, Command.ReleaseAttempt command) {
        return owned(turn, command.attempt(), command.worker(), attempt -> {
            if (attempt.state() == AttemptState.STOPPED) {
                return Turn.accepted();
            }
            return live(turn, attempt, () -> {
                String reason = Limits.cut(command.reason(), Limits.REASON_LENGTH);
                turn.emit(new Event.AttemptStopped(command.attempt(), StopCause.RELEASED, reason));
                Endings.tryAgain(turn, attempt, Again.ATTEMPT_RELEASED, reason);
            });
        });
    }

    /** What {@code then} replies, if the attempt is known and belongs to {@code worker}. */
    static Reply owned(Turn turn, AttemptId id, WorkerRef worker, Function<Attempt, Reply> then) {
        Optional<Job> job = turn.state().job(id.task().job());
        if (job.isEmpty()) {
            return JobDecisions.unknown(id.task().job().value());
        }
        Optional<Attempt> attempt = job.get().attempt(id);
        if (attempt.isEmpty()) {
            boolean was = job.get()
                    .task(id.task())
                    .filter(task -> id.number() < task.started())
                    .isPresent();
            return was ? Turn.refused(Refusal.NOT_LIVE, id + " ended long ago") : unknown(id);
        }
        WorkerRef owner = attempt.get().worker();
        if (!owner.worker().equals(worker.worker())) {
            return Turn.refused(Refusal.INVALID, id + " belongs to " + owner + ", not to " + worker);
        }
        // A worker that was fenced and came back sends again what was never acknowledged. If that had won before, it
        // must hear so: it would throw away an output that counts.
        if (!owner.equals(worker) && attempt.get().state() != AttemptState.COMMITTED) {
            return turn.state().trusted(worker).isPresent()
                    ? Turn.refused(Refusal.NOT_LIVE, id + " was lost with " + owner)
                    : WorkerDecisions.stale(worker);
        }
        return then.apply(attempt.get());
    }

    /** Does {@code then} and accepts, if the attempt is live. */
    static Reply live(Turn turn, Attempt attempt, Runnable then) {
        if (!attempt.isLive()) {
            return notLive(turn, attempt);
        }
        then.run();
        return Turn.accepted();
    }

    static Reply notLive(Turn turn, Attempt attempt) {
        if (turn.state().trusted(attempt.worker()).isEmpty()) {
            return WorkerDecisions.stale(attempt.worker());
        }
        String why = attempt.endReason().isEmpty() ? "" : ": " + attempt.endReason();
        return Turn.refused(Refusal.NOT_LIVE, attempt + " is " + attempt.state() + why);
    }

    static Reply unknown(AttemptId attempt) {
        return Turn.refused(Refusal.UNKNOWN_ATTEMPT, "there is no attempt " + attempt);
    }
}
