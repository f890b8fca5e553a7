package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.Verdict;
import java.util.Optional;

/** How often a task may go wrong before its job fails. */
final class Budgets {
    /** A finished job is worth more patience than its options say: all that is left is to make it visible. */
    private static final int PUBLISH_FAILURES = 20;

    private static final int PUBLISH_LOSSES = 100;

    /** A record is skipped after two failures at it, so a job that skips records survives two. */
    private static final int LEAST_TO_SKIP = 3;

    private Budgets() {}

    static int failures(Job job, TaskKind kind) {
        int given = job.spec().options().failureBudget();
        if (job.spec().options().skippableRecords() > 0) {
            given = Math.max(given, LEAST_TO_SKIP);
        }
        return kind == TaskKind.PUBLISH ? Math.max(given, PUBLISH_FAILURES) : given;
    }

    static int losses(Job job, TaskKind kind) {
        int given = job.spec().options().lossBudget();
        return kind == TaskKind.PUBLISH ? Math.max(given, PUBLISH_LOSSES) : given;
    }

    /** The verdict if a budget of the task is spent by {@code last}, its last attempt. */
    static Optional<Verdict> spent(Job job, TaskKind kind, Attempt last, String why) {
        Task task = last.task();
        if (task.failures() >= failures(job, kind)) {
            return Optional.of(verdict(Verdict.Kind.FAILURE_BUDGET_SPENT, last, task.failures(), why));
        }
        int losses = losses(job, kind);
        if (task.losses() >= losses || task.releases() >= losses) {
            int count = Math.max(task.losses(), task.releases());
            return Optional.of(verdict(Verdict.Kind.LOSS_BUDGET_SPENT, last, count, why));
        }
        return Optional.empty();
    }

    static Verdict verdict(Verdict.Kind kind, Attempt attempt, int count, String message) {
        return new Verdict(kind, Optional.of(attempt.id()), Optional.of(attempt.worker()), count, message, "");
    }
}
