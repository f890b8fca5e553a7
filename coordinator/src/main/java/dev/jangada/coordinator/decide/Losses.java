package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.LogTail;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.StopCause;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What follows when a worker, or a map output, is lost. */
final class Losses {
    private Losses() {}

    /** Voids the worker's epoch: its live attempts are lost, and all its outputs that are still needed, together. */
    static void fence(Turn turn, Worker worker, String reason) {
        fence(turn, worker, reason, List.of());
    }

    /** The same, with what its attempts printed last. */
    static void fence(Turn turn, Worker worker, String reason, List<LogTail> logs) {
        Map<AttemptId, String> tails = new LinkedHashMap<>();
        for (LogTail log : logs) {
            tails.put(log.attempt(), Limits.cutHead(log.text(), Limits.LOST_LOG_LENGTH));
        }
        WorkerRef ref = worker.ref();
        turn.emit(new Event.WorkerFenced(ref, reason));
        String cause = "worker " + ref + " was fenced: " + reason;
        for (Attempt attempt : worker.liveById()) {
            // It may have been stopped since: by the end of its job, which one before it brought about.
            if (attempt.isLive()) {
                String tail = tails.getOrDefault(attempt.id(), "");
                turn.emit(new Event.AttemptLost(attempt.id(), cause, tail));
                Endings.tryAgain(turn, attempt, Again.ATTEMPT_LOST, cause);
            }
        }
        for (Job job : List.copyOf(turn.state().liveJobs())) {
            if (worker.neededOutputs(job.id()) > 0) {
                outputsLost(turn, job, ref, outputsOn(job, ref), cause);
            }
        }
    }

    static List<Integer> outputsOn(Job job, WorkerRef holder) {
        List<Integer> maps = new ArrayList<>();
        Stage stage = job.stage(TaskKind.MAP).orElseThrow();
        for (int i = 0; i < stage.size(); i++) {
            if (stage.state(i) == TaskState.COMMITTED) {
                Attempt winner = stage.task(i).flatMap(Task::committed).orElseThrow();
                if (winner.worker().equals(holder)) {
                    maps.add(i);
                }
            }
        }
        return maps;
    }

    /** The committed outputs of {@code maps}, all on {@code holder}, are gone, and a reduce may still need them. */
    static void outputsLost(Turn turn, Job job, WorkerRef holder, List<Integer> maps, String cause) {
        turn.emit(new Event.MapOutputsLost(job.id(), holder, maps, cause));
        Stage reduces = job.stage(TaskKind.REDUCE).orElseThrow();
        if (reduces.count(TaskState.READY) > 0) {
            turn.emit(new Event.StageBlocked(job.id(), TaskKind.REDUCE));
        }
        Stage stage = job.stage(TaskKind.MAP).orElseThrow();
        for (int map : maps) {
            Task task = stage.task(map).orElseThrow();
            if (task.losses() >= Budgets.losses(job, TaskKind.MAP)) {
                Attempt last = task.attempts().get(task.attempts().size() - 1);
                turn.emit(new Event.TaskFailed(task.id()));
                Verdict verdict = Budgets.verdict(Verdict.Kind.LOSS_BUDGET_SPENT, last, task.losses(), cause);
                Endings.stop(turn, job, JobState.FAILING, verdict);
                return;
            }
        }
        if (!job.isDeterministic()) {
            resetReduces(turn, reduces);
        }
    }

    /** The next output may differ from the one that is lost: what was made of that one must not be mixed with it. */
    private static void resetReduces(Turn turn, Stage reduces) {
        for (int i = 0; i < reduces.size(); i++) {
            TaskState state = reduces.state(i);
            if (state != TaskState.RUNNING && state != TaskState.COMMITTED) {
                continue;
            }
            for (Attempt attempt : List.copyOf(reduces.task(i).orElseThrow().attempts())) {
                if (attempt.isLive()) {
                    turn.emit(new Event.AttemptStopped(
                            attempt.id(),
                            StopCause.CONSUMED_LOST_OUTPUT,
                            "it may have read a map output that is lost and that may come out different"));
                } else if (state == TaskState.COMMITTED && isWinner(reduces, i, attempt)) {
                    turn.emit(new Event.ReduceVoided(attempt.id()));
                }
            }
            turn.emit(new Event.TaskRequeued(reduces.id(i), TaskState.BLOCKED, Again.CONSUMED_LOST_OUTPUT));
        }
    }

    private static boolean isWinner(Stage stage, int index, Attempt attempt) {
        return stage.task(index)
                .flatMap(Task::committed)
                .filter(attempt::equals)
                .isPresent();
    }
}
