package dev.jangada.chaos.run;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.check.Health;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.fault.FaultSchedule;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.run.Timeline.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Faults one after the other: each begins, lasts, is healed, and the cluster gets time to become whole. Used by one thread. */
public final class FaultLoop {
    private final ChaosTarget target;
    private final Health health;
    private final FaultSchedule schedule;
    private final Timeline timeline;
    private final Findings findings;
    private final Duration bound;
    private final Probe probe;
    private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);
    private final List<Duration> recoveries = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Sees whether a cluster that looks whole also works. */
    @FunctionalInterface
    public interface Probe {
        /** Whether it does within a time; whoever implements this reports if it does not. */
        boolean worksWithin(Duration bound, String afterWhat);
    }

    /** Breaks a target, and asks no more of it afterwards than to look whole. */
    public FaultLoop(ChaosTarget target, FaultSchedule schedule, Timeline timeline, Findings findings, Duration bound) {
        this(target, schedule, timeline, findings, bound, (within, after) -> true);
    }

    /**
     * Breaks a target.
     *
     * @param bound how long after a fault the cluster has to be whole
     * @param probe tries the cluster once it is whole
     */
    public FaultLoop(
            ChaosTarget target,
            FaultSchedule schedule,
            Timeline timeline,
            Findings findings,
            Duration bound,
            Probe probe) {
        this.target = target;
        this.health = new Health(target.masterAddresses(), target.masters(), target.workers());
        this.schedule = schedule;
        this.timeline = timeline;
        this.findings = findings;
        this.bound = bound;
        this.probe = probe;
    }

    /** Makes {@link #once} come to its end soon: the fault under way is healed at once. May be called by any thread. */
    public void stop() {
        stopping.countDown();
    }

    /**
     * The next fault, from beginning to recovery.
     *
     * @return whether there may be a next one: the cluster is whole again, and nobody said to stop
     */
    public boolean once() throws Exception {
        PlannedFault fault = schedule.next();
        if (isStoppedWithin(fault.after())) {
            return false;
        }
        Optional<Injection> begun = target.inject(fault, health.roles());
        if (begun.isEmpty()) {
            String why = target.unavailable()
                    .getOrDefault(fault.kind(), "nothing to hit at this moment, or the machine refused");
            timeline.add(What.SKIPPED, fault + ": " + why);
            return true;
        }
        done.merge(fault.kind(), 1, Integer::sum);
        timeline.add(What.FAULT, fault + ": " + begun.get().description());
        try {
            boolean unused = isStoppedWithin(fault.lasts());
            begun.get().complaint().ifPresent(what -> findings.broken(Check.JOBS_KEPT, "fault " + fault + ": " + what));
        } finally {
            begun.get().heal();
            timeline.add(What.HEALED, fault.toString());
        }
        return recover(fault) && stopping.getCount() > 0;
    }

    private boolean isStoppedWithin(Duration time) throws InterruptedException {
        return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean recover(PlannedFault fault) {
        long healed = System.nanoTime();
        List<String> missing = health.awaitWhole(bound);
        Duration took = Duration.ofNanos(System.nanoTime() - healed);
        findings.made(Check.RECOVERS_IN_TIME);
        if (!missing.isEmpty()) {
            findings.broken(
                    Check.RECOVERS_IN_TIME,
                    "after fault " + fault + " the cluster is not whole within " + bound.toSeconds() + " s: "
                            + String.join("; ", missing));
            return false;
        }
        recoveries.add(took);
        timeline.add(What.WHOLE, fault + ": whole after " + took.toMillis() + " ms");
        return probe.worksWithin(bound, fault.toString());
    }

    /** How many faults of each kind there were. */
    public Map<FaultKind, Integer> done() {
        return done.isEmpty() ? Map.of() : new EnumMap<>(done);
    }

    /** How long after each fault was healed the cluster was whole. */
    public List<Duration> recoveries() {
        return List.copyOf(recoveries);
    }
}
