package dev.jangada.coordinator.state;

import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Optional;

/**
 * Where a job must be cleaned up. A PLAN attempt makes the staging directory, and one that was stopped in the core may
 * not have heard of it: it may make that directory after another worker has removed it. So its own worker cleans up, which
 * begins with that only when the attempt has ended. A worker that is fenced is waited for no more.
 */
public final class CleanupPlace {
    private CleanupPlace() {}

    /** The only worker that may run the ABORT task of {@code job}; empty if any may. */
    public static Optional<WorkerRef> of(ClusterState state, Job job) {
        List<Attempt> plans = attempts(job, TaskKind.PLAN);
        for (int i = plans.size() - 1; i >= 0; i--) {
            Attempt plan = plans.get(i);
            if (mayGoOn(plan) && takesWork(state, plan.worker()) && !hasTried(job, plan.worker())) {
                return Optional.of(plan.worker());
            }
        }
        return Optional.empty();
    }

    private static List<Attempt> attempts(Job job, TaskKind kind) {
        return job.stage(kind)
                .flatMap(stage -> stage.task(0))
                .map(Task::attempts)
                .orElse(List.of());
    }

    /** Whether it was ended by the core, and not by its worker. */
    private static boolean mayGoOn(Attempt plan) {
        return plan.state() == AttemptState.STOPPED
                || plan.failure().filter(Failure.Kind.TIMED_OUT::equals).isPresent();
    }

    private static boolean takesWork(ClusterState state, WorkerRef worker) {
        return state.trusted(worker)
                .filter(known -> known.state() == WorkerState.ACTIVE)
                .isPresent();
    }

    /** Whether an ABORT attempt failed there: it began when nothing was planned there any more. */
    private static boolean hasTried(Job job, WorkerRef worker) {
        return attempts(job, TaskKind.ABORT).stream()
                .anyMatch(abort ->
                        abort.state() == AttemptState.FAILED && abort.worker().equals(worker));
    }
}
