package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.LogTail;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.policy.Exclusion;
import dev.jangada.coordinator.policy.Liveness;
import dev.jangada.coordinator.policy.Placement;
import dev.jangada.coordinator.policy.QueueDepth;
import dev.jangada.coordinator.policy.Retention;
import dev.jangada.coordinator.policy.Speculation;
import dev.jangada.coordinator.policy.TimeLimits;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks the policies what to propose, with what the leader knows beside the state and what is on its way. Owned by the
 * leader's loop; {@link #atTick} and {@link #place} run under the lock of the state.
 */
final class Planning implements Reports.Listener {
    /** So many attempts of a lost worker keep their last words; a job remembers no more. */
    private static final int LOGS_KEPT = Limits.RECENT_FAILURES;

    private static final int ASSIGNMENTS_AT_ONCE = 1_024;
    private static final int FORGOTTEN_AT_ONCE = 100;
    private static final int TICKS_A_CLEANUP = 5;
    private static final int TICKS_A_SPECULATION = 5;
    private static final double WEIGHT_OF_LAST_RUN = 0.1;

    private final Undecided undecided;
    private final SoftState soft;
    private final WorkerSessions sessions;
    private final AttemptWatch watch;
    private final LongSupplier clock;
    private final LongSupplier wallClock;
    private final Liveness liveness;
    private final long leaseMillis;
    private final long tickMillis;
    private final Map<JobId, Map<TaskKind, Double>> meanRunMillis = new HashMap<>();
    private Exclusion exclusion = Exclusion.NONE;
    private long nobodyIsFencedBefore;
    private long lastTickMillis;
    private int ticks;

    Planning(long term, LeaderSurroundings surroundings, Undecided undecided, SoftState soft, WorkerSessions sessions) {
        LeaderSettings settings = surroundings.settings();
        this.undecided = undecided;
        this.soft = soft;
        this.sessions = sessions;
        this.watch = new AttemptWatch(term, soft);
        this.clock = surroundings.clock();
        this.wallClock = surroundings.wallClock();
        this.leaseMillis = settings.lease().toMillis();
        this.tickMillis = settings.tick().toMillis();
        this.liveness = new Liveness(leaseMillis, settings.detachedGrace().toMillis());
        this.nobodyIsFencedBefore = soft.readyAtMillis() + leaseMillis;
        this.lastTickMillis = soft.readyAtMillis();
    }

    /** What the passing of time asks for: fences, backups, timeouts, and dropping what is old. */
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
        List<Command> wanted = new ArrayList<>();
        for (Command.FenceWorker fence : liveness.overdue(state, seen, nobodyIsFencedBefore, nowMillis)) {
            wanted.add(new Command.FenceWorker(fence.worker(), fence.reason(), logsOf(state, fence.worker())));
        }
        watch.look(state, nowMillis);
        for (Command.TimeOutAttempt silent : TimeLimits.silent(state, watch)) {
            String log = soft.log(silent.attempt());
            wanted.add(new Command.TimeOutAttempt(silent.attempt(), silent.worker(), silent.silentMillis(), log));
        }
        wanted.addAll(TimeLimits.late(state, wallClock.getAsLong()));
        if (ticks % TICKS_A_SPECULATION == 0) {
            exclusion = Exclusion.of(state, wallClock.getAsLong());
            wanted.addAll(speculate(state));
        }
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

    /** What the attempts of a worker that is about to be fenced printed last, as far as it was heard. */
    private List<LogTail> logsOf(ClusterState state, WorkerRef worker) {
        List<LogTail> logs = new ArrayList<>();
        state.trusted(worker).ifPresent(known -> {
            for (Attempt attempt : known.liveById()) {
                String text = soft.log(attempt.id());
                if (!text.isEmpty() && logs.size() < LOGS_KEPT) {
                    logs.add(new LogTail(attempt.id(), text));
                }
            }
        });
        return logs;
    }

    /** Backups take free slots only, never places in a queue. */
    private List<Command.AssignAttempt> speculate(ClusterState state) {
        List<Placement.OpenPlaces> spare = new ArrayList<>();
        for (WorkerSession session : sessions.registered()) {
            WorkerRef ref = session.ref().orElseThrow();
            Optional<Worker> worker = state.trusted(ref).filter(known -> known.state() == WorkerState.ACTIVE);
            if (worker.isPresent()) {
                int free = worker.get().profile().slots() - undecided.heldBy(worker.get(), state);
                spare.add(new Placement.OpenPlaces(ref, Math.max(0, free)));
            }
        }
        int waiting = 0;
        for (Job job : state.liveJobs()) {
            for (Stage stage : job.stages()) {
                waiting += stage.count(TaskState.READY);
            }
        }
        return Speculation.backups(state, spare, waiting, watch, undecided.assigning(), exclusion);
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
                        state, open, undecided.assigning(), ASSIGNMENTS_AT_ONCE, wallClock.getAsLong(), exclusion));
    }

    @Override
    public void progressed(AttemptId attempt, double fraction) {
        watch.sign(attempt, fraction, clock.getAsLong());
    }

    @Override
    public void ran(AttemptId attempt, long runMillis) {
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
