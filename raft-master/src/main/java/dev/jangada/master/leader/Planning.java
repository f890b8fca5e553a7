package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.policy.Liveness;
import dev.jangada.coordinator.policy.Placement;
import dev.jangada.coordinator.policy.QueueDepth;
import dev.jangada.coordinator.policy.Retention;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Asks the policies what to propose, with what the leader knows beside the state and what is on its way. Owned by the
 * leader's loop; {@link #atTick} and {@link #place} run under the lock of the state.
 */
final class Planning {
    private static final int ASSIGNMENTS_AT_ONCE = 1_024;
    private static final int FORGOTTEN_AT_ONCE = 100;
    private static final int TICKS_A_CLEANUP = 5;
    private static final double WEIGHT_OF_LAST_RUN = 0.1;

    private final Undecided undecided;
    private final SoftState soft;
    private final WorkerSessions sessions;
    private final LongSupplier wallClock;
    private final Liveness liveness;
    private final long leaseMillis;
    private final long tickMillis;
    private final Map<JobId, Map<TaskKind, Double>> meanRunMillis = new HashMap<>();
    private long nobodyIsFencedBefore;
    private long lastTickMillis;
    private int ticks;

    Planning(LeaderSurroundings surroundings, Undecided undecided, SoftState soft, WorkerSessions sessions) {
        LeaderSettings settings = surroundings.settings();
        this.undecided = undecided;
        this.soft = soft;
        this.sessions = sessions;
        this.wallClock = surroundings.wallClock();
        this.leaseMillis = settings.lease().toMillis();
        this.tickMillis = settings.tick().toMillis();
        this.liveness = new Liveness(leaseMillis, settings.detachedGrace().toMillis());
        this.nobodyIsFencedBefore = soft.readyAtMillis() + leaseMillis;
        this.lastTickMillis = soft.readyAtMillis();
    }

    /** What the passing of time asks for: fences, and dropping what is old. */
    List<Command> atTick(ClusterState state, long nowMillis) {
        if (nowMillis - lastTickMillis > Math.max(2 * tickMillis, leaseMillis / 4)) {
            // This process stood still; workers may have reported all the while.
            nobodyIsFencedBefore = Math.max(nobodyIsFencedBefore, nowMillis + leaseMillis);
        }
        lastTickMillis = nowMillis;
        Map<WorkerId, Liveness.Sighting> seen = new HashMap<>();
        for (Worker worker : state.workers()) {
            soft.contact(worker.id())
                    .ifPresent(contact ->
                            seen.put(worker.id(), new Liveness.Sighting(contact.heardMillis(), contact.isAttached())));
        }
        List<Command> wanted = new ArrayList<>(liveness.overdue(state, seen, nobodyIsFencedBefore, nowMillis));
        if (ticks++ % TICKS_A_CLEANUP == 0) {
            meanRunMillis
                    .keySet()
                    .removeIf(job -> state.job(job).map(Job::isEnded).orElse(true));
            Retention.DEFAULT.outdated(state, wallClock.getAsLong()).stream()
                    .limit(FORGOTTEN_AT_ONCE)
                    .forEach(wanted::add);
        }
        wanted.removeIf(undecided::isProposed);
        return wanted;
    }

    /** Which ready tasks go to which attached workers. */
    List<Command> place(ClusterState state) {
        List<Placement.OpenPlaces> open = new ArrayList<>();
        double runMillis = Double.NaN;
        boolean isKnown = false;
        for (WorkerSession session : sessions.registered()) {
            WorkerRef ref = session.ref().orElseThrow();
            Worker worker = state.trusted(ref).orElse(null);
            if (worker == null) {
                continue;
            }
            if (!isKnown) {
                runMillis = runMillisOfReady(state);
                isKnown = true;
            }
            int places = QueueDepth.places(worker.profile().slots(), runMillis);
            int free = places - undecided.heldBy(worker, state);
            if (free > 0) {
                open.add(new Placement.OpenPlaces(ref, free));
            }
        }
        return open.isEmpty()
                ? List.of()
                : List.copyOf(Placement.assign(
                        state, open, undecided.assigning(), ASSIGNMENTS_AT_ONCE, wallClock.getAsLong()));
    }

    /** An attempt of this task ran for so long. */
    void ran(AttemptId attempt, long runMillis) {
        meanRunMillis
                .computeIfAbsent(attempt.task().job(), job -> new HashMap<>())
                .merge(
                        attempt.task().kind(),
                        (double) runMillis,
                        (mean, last) -> mean + WEIGHT_OF_LAST_RUN * (last - mean));
    }

    /** The longest mean of a stage with ready tasks; NaN if one is not known, for a queue of long tasks does harm. */
    private double runMillisOfReady(ClusterState state) {
        double longest = 0;
        for (Job job : state.liveJobs()) {
            Map<TaskKind, Double> means = meanRunMillis.getOrDefault(job.id(), Map.of());
            for (Stage stage : job.stages()) {
                if (stage.count(TaskState.READY) > 0) {
                    longest = Math.max(longest, means.getOrDefault(stage.kind(), Double.NaN));
                }
            }
        }
        return longest;
    }
}
