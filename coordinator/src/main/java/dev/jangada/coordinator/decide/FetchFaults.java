package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.Trouble;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.Unreached;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose fault it is that a reduce attempt could not read a map output. Missing and corrupt outputs are lost at once. A
 * holder that could not be reached keeps its outputs until a second worker misses it too, or nobody else could try; then
 * all that it holds of the job is lost. A reader that alone misses several holders is itself at fault.
 */
final class FetchFaults {
    /** Holders that a reader must miss alone to be at fault. */
    private static final int SEVERAL = 2;

    private FetchFaults() {}

    static Reply report(Turn turn, Command.ReportOutputLost command) {
        TaskId reader = command.reader().task();
        TaskId map = command.lost().task();
        if (reader.kind() != TaskKind.REDUCE
                || map.kind() != TaskKind.MAP
                || !map.job().equals(reader.job())) {
            return Turn.refused(
                    Refusal.INVALID,
                    command.reader() + " can't read " + command.lost()
                            + ": only a reduce attempt reads, and map outputs of its own job");
        }
        return AttemptDecisions.owned(
                turn,
                command.reader(),
                command.worker(),
                attempt -> attempt.isLive() ? report(turn, command, attempt) : AttemptDecisions.notLive(turn, attempt));
    }

    private static Reply report(Turn turn, Command.ReportOutputLost command, Attempt reader) {
        Job job = turn.state().job(command.lost().task().job()).orElseThrow();
        Optional<Attempt> found = job.attempt(command.lost());
        if (found.isEmpty()) {
            return AttemptDecisions.unknown(command.lost());
        }
        Attempt output = found.get();
        if (output.state() == AttemptState.OUTPUT_LOST) {
            return Turn.accepted();
        }
        if (!output.keepsRunFile()) {
            return Turn.refused(Refusal.NOT_LIVE, output + " is " + output.state() + ": it has no output to lose");
        }
        if (command.trouble() == Trouble.UNREACHABLE) {
            unreachable(turn, job, reader, output.worker(), command.cause());
        } else {
            String cause = "reported by " + command.reader() + " on " + command.worker() + ": " + command.cause();
            List<Integer> maps = List.of(command.lost().task().index());
            Losses.outputsLost(turn, job, output.worker(), maps, Limits.cut(cause, Limits.REASON_LENGTH));
        }
        return Turn.accepted();
    }

    private static void unreachable(Turn turn, Job job, Attempt reader, WorkerRef holder, String why) {
        turn.emit(new Event.HolderUnreached(job.id(), reader.worker(), holder));
        List<WorkerRef> witnesses = witnesses(job, holder);
        boolean isAgreed = witnesses.size() > 1;
        if (!isAgreed && somebodyElseCouldTry(turn, reader)) {
            return;
        }
        String who = isAgreed
                ? witnesses.stream().map(WorkerRef::toString).collect(Collectors.joining(" and "))
                : reader.worker() + ", and nobody else could try";
        String cause = "its holder " + holder + " could not be reached by " + who + ", last reported by " + reader.id()
                + ": " + why;
        Losses.outputsLost(turn, job, holder, Losses.outputsOn(job, holder), Limits.cut(cause, Limits.REASON_LENGTH));
    }

    /** The workers that missed the holder, without those that are themselves at fault. */
    private static List<WorkerRef> witnesses(Job job, WorkerRef holder) {
        List<WorkerRef> witnesses = new ArrayList<>();
        for (Unreached failure : job.unreached()) {
            if (failure.holder().equals(holder)
                    && missedAlone(job, failure.reader()).size() < SEVERAL) {
                witnesses.add(failure.reader());
            }
        }
        return witnesses;
    }

    /** The holders that this reader missed and no other. */
    private static Set<WorkerRef> missedAlone(Job job, WorkerRef reader) {
        Set<WorkerRef> missed = new LinkedHashSet<>();
        for (Unreached failure : job.unreached()) {
            if (failure.reader().equals(reader)) {
                missed.add(failure.holder());
            }
        }
        for (Unreached failure : job.unreached()) {
            if (!failure.reader().equals(reader)) {
                missed.remove(failure.holder());
            }
        }
        return missed;
    }

    /** Whether a worker that takes tasks has not failed the reader's task yet. */
    private static boolean somebodyElseCouldTry(Turn turn, Attempt reader) {
        for (Worker worker : turn.state().workers()) {
            if (worker.state() == WorkerState.ACTIVE
                    && !worker.id().equals(reader.worker().worker())
                    && !hasFailedOn(reader.task(), worker.id())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasFailedOn(Task task, WorkerId worker) {
        return task.attempts().stream()
                .anyMatch(attempt -> attempt.state() == AttemptState.FAILED
                        && attempt.worker().worker().equals(worker));
    }

    /** The failure as it counts: that of a reader which reaches nobody is its worker's, not the holders'. */
    static Failure judged(Turn turn, Attempt reader, Failure failure) {
        if (failure.kind() != Failure.Kind.FETCH) {
            return failure;
        }
        Job job = turn.state().job(reader.id().task().job()).orElseThrow();
        Set<WorkerRef> missed = missedAlone(job, reader.worker());
        if (missed.size() < SEVERAL) {
            return failure;
        }
        String message = "worker " + reader.worker() + " alone could not reach " + missed.size()
                + " holders of map outputs, so the fault is taken to be its own: " + failure.message();
        return new Failure(Failure.Kind.ENVIRONMENT, message, failure.logTail());
    }
}
