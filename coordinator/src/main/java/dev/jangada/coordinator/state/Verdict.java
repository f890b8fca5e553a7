package dev.jangada.coordinator.state;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.WorkerRef;
import java.util.Optional;

/**
 * Why a job does not succeed.
 *
 * @param kind what decided it
 * @param attempt the attempt that decided it; empty for a job that was cancelled or is late
 * @param worker where that attempt ran
 * @param count how often the task failed, or was lost; 0 for a job that was cancelled or is late
 * @param message what the canceller or the attempt said
 * @param logTail the last lines that the attempt printed
 */
public record Verdict(
        Kind kind, Optional<AttemptId> attempt, Optional<WorkerRef> worker, int count, String message, String logTail) {
    /** What decided a job's fate. */
    public enum Kind {
        /** Somebody cancelled it. */
        CANCELLED,
        /** A failure that no other attempt can mend. */
        PERMANENT_FAILURE,
        /** A task failed too often. */
        FAILURE_BUDGET_SPENT,
        /** A task, or the output of one, was lost or given back too often. */
        LOSS_BUDGET_SPENT,
        /** It took longer than its deadline. */
        DEADLINE_PASSED
    }

    /** A verdict of somebody who cancels. */
    public static Verdict cancelled(String reason) {
        return new Verdict(Kind.CANCELLED, Optional.empty(), Optional.empty(), 0, reason, "");
    }

    /** A verdict about a job that took longer than {@code deadlineMillis}. */
    public static Verdict late(long deadlineMillis) {
        return new Verdict(
                Kind.DEADLINE_PASSED,
                Optional.empty(),
                Optional.empty(),
                0,
                "it took longer than its deadline of " + deadlineMillis + " ms",
                "");
    }

    /** For people; names the attempt, its worker and what it said. */
    public String sentence() {
        if (kind == Kind.CANCELLED) {
            return message.isEmpty() ? "cancelled" : "cancelled: " + message;
        }
        if (kind == Kind.DEADLINE_PASSED) {
            return message;
        }
        String who = attempt.map(AttemptId::toString).orElse("?")
                + worker.map(ref -> " on " + ref).orElse("");
        return switch (kind) {
            case PERMANENT_FAILURE -> who + " failed, and trying again can't help: " + message;
            case FAILURE_BUDGET_SPENT -> "task failed " + count + " times, last as " + who + ": " + message;
            case LOSS_BUDGET_SPENT ->
                "task was lost or given back " + count + " times, last as " + who + ": " + message;
            case CANCELLED, DEADLINE_PASSED -> message;
        };
    }
}
