package dev.jangada.master.leader;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Worker;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the commands on their way will do to places and tasks, so that the policies plan with it. Owned by the leader's
 * loop. The state may be ahead of what the loop has heard of; so each question is answered against the state at hand,
 * and a command that is applied already counts once.
 */
final class Undecided {
    private final Map<TaskId, WorkerRef> assigning = new HashMap<>();
    private final Map<WorkerRef, Set<TaskId>> assigningTo = new HashMap<>();
    private final Set<AttemptId> ending = new HashSet<>();
    private final Set<Object> proposed = new HashSet<>();

    /** {@code command} is on its way. */
    void add(Command command) {
        if (command instanceof Command.AssignAttempt assign) {
            assigning.put(assign.task(), assign.worker());
            assigningTo
                    .computeIfAbsent(assign.worker(), worker -> new LinkedHashSet<>())
                    .add(assign.task());
            return;
        }
        AttemptId ends = ends(command);
        if (ends != null) {
            ending.add(ends);
        } else if (isOfPolicy(command)) {
            proposed.add(key(command));
        }
    }

    /** {@code command} is decided. */
    void remove(Command command) {
        if (command instanceof Command.AssignAttempt assign) {
            assigning.remove(assign.task());
            Set<TaskId> tasks = assigningTo.get(assign.worker());
            if (tasks != null && tasks.remove(assign.task()) && tasks.isEmpty()) {
                assigningTo.remove(assign.worker());
            }
            return;
        }
        AttemptId ends = ends(command);
        if (ends != null) {
            ending.remove(ends);
        } else {
            proposed.remove(key(command));
        }
    }

    /** The tasks of which an assignment is on its way. */
    Set<TaskId> assigning() {
        return Collections.unmodifiableSet(assigning.keySet());
    }

    /** Whether an outcome of {@code attempt} is on its way. */
    boolean isEnding(AttemptId attempt) {
        return ending.contains(attempt);
    }

    /** Whether a policy's proposal like {@code command} is on its way. */
    boolean isProposed(Command command) {
        return proposed.contains(key(command));
    }

    /** How many attempts {@code worker} will hold when everything on its way is decided as hoped. */
    int heldBy(Worker worker, ClusterState state) {
        int held = 0;
        for (Attempt attempt : worker.live()) {
            if (ending.isEmpty() || !ending.contains(attempt.id())) {
                held++;
            }
        }
        for (TaskId task : assigningTo.getOrDefault(worker.ref(), Set.of())) {
            if (!isLiveOn(task, worker, state)) {
                held++;
            }
        }
        return held;
    }

    private static boolean isLiveOn(TaskId task, Worker worker, ClusterState state) {
        return state.job(task.job())
                .flatMap(job -> job.task(task))
                .filter(known -> known.attempts().stream()
                        .anyMatch(
                                attempt -> attempt.isLive() && attempt.worker().equals(worker.ref())))
                .isPresent();
    }

    /** The attempt that {@code command} ends if it is accepted; null for none. */
    private static @Nullable AttemptId ends(Command command) {
        if (command instanceof Command.CommitAttempt commit) {
            return commit.attempt();
        }
        if (command instanceof Command.FailAttempt fail) {
            return fail.attempt();
        }
        return command instanceof Command.ReleaseAttempt release ? release.attempt() : null;
    }

    /** What a proposal is known by: a timeout by its attempt, for the silence in it grows. */
    private static Object key(Command command) {
        return command instanceof Command.TimeOutAttempt timeOut ? timeOut.attempt() : command;
    }

    private static boolean isOfPolicy(Command command) {
        return command instanceof Command.FenceWorker
                || command instanceof Command.RetireWorker
                || command instanceof Command.DrainWorker
                || command instanceof Command.TimeOutAttempt
                || command instanceof Command.ExpireJob
                || command instanceof Command.ForgetJob;
    }
}
