package dev.jangada.chaos.run;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.check.Health;
import dev.jangada.chaos.check.JobLedger;
import dev.jangada.chaos.check.ReplicaHashes;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.fault.FaultSchedule;
import dev.jangada.chaos.mix.JobMix;
import dev.jangada.chaos.mix.MixedJob;
import dev.jangada.chaos.run.Timeline.What;
import dev.jangada.client.Jangada;
import dev.jangada.client.JangadaException;
import dev.jangada.client.JobHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A whole run: starts the target, lets clients work and faults happen for a time, and judges. Used once, by one thread. */
public final class ChaosRun {
    private static final long POLL_MILLIS = 200;

    private final ChaosTarget target;
    private final Plan plan;
    private final Timeline timeline;
    private final Findings findings;
    private final JobLedger ledger;
    private final List<Duration> resumed = new ArrayList<>();

    /**
     * What is to happen.
     *
     * @param seed determines jobs and faults
     * @param lasts how long faults go on
     * @param faults the kinds to choose from
     * @param clients how many clients submit jobs
     * @param bound how long recovery, and any job, may take once a fault is over
     * @param leastFaults how many turns there are at least, however long they take
     */
    public record Plan(long seed, Duration lasts, Set<FaultKind> faults, int clients, Duration bound, int leastFaults) {
        /** Copies the set. */
        public Plan {
            faults = Set.copyOf(faults);
        }

        /** A plan that is over when its time is. */
        public Plan(long seed, Duration lasts, Set<FaultKind> faults, int clients, Duration bound) {
            this(seed, lasts, faults, clients, bound, 0);
        }
    }

    /**
     * Prepares a run.
     *
     * @param progress told of each entry of the time line
     */
    public ChaosRun(ChaosTarget target, Plan plan, Consumer<Timeline.Entry> progress) {
        this.target = target;
        this.plan = plan;
        this.timeline = new Timeline(progress);
        this.findings = new Findings(violation -> timeline.add(What.VIOLATION, violation.toString()));
        this.ledger = new JobLedger(findings);
    }

    /** Does it all but closing the target. */
    public RunResult run() throws Exception {
        Map<FaultKind, String> skipped = skipped();
        target.start();
        timeline.add(What.NOTE, "started: " + target.description());
        JobMix mix = new JobMix(target.data(), file -> target.inCluster(Path.of(file)), plan.seed());
        // a job may meet several faults, one after the other
        Duration patience = plan.bound().multipliedBy(3);
        try (Workload work = new Workload(mix, ledger, findings, target.masterAddresses(), patience)) {
            ReplicaHashes hashes = new ReplicaHashes(findings);
            Health health = new Health(target.masterAddresses(), target.masters(), target.workers());
            Monitor monitor = new Monitor(health, work.client(), ledger, hashes, timeline);
            Thread watching = new Thread(monitor, "chaos-monitor");
            watching.setDaemon(true);
            watching.start();
            Random seeds = new Random(plan.seed());
            for (int client = 0; client < plan.clients(); client++) {
                work.begin(seeds.nextLong());
            }
            FaultLoop faults = breakThings(seeds.nextLong(), mix, work);
            timeline.add(What.NOTE, "no more faults; waiting for the jobs that run");
            boolean isEnded = work.awaitStopped(patience.plus(plan.bound()));
            monitor.stop();
            if (!isEnded) {
                findings.broken(Check.RECOVERS_IN_TIME, "clients still wait for jobs at the end of the run");
            }
            settle(work.client(), hashes);
            timeline.add(What.NOTE, "over");
            return new RunResult(
                    plan,
                    target.description(),
                    timeline,
                    findings,
                    ledger.ends(),
                    new RunResult.Faults(faults.done(), skipped, monitor.failovers(), faults.recoveries(), resumed));
        }
    }

    /** The kinds that were asked for and cannot be had here. */
    private Map<FaultKind, String> skipped() {
        Map<FaultKind, String> skipped = new EnumMap<>(FaultKind.class);
        target.unavailable().forEach((kind, why) -> {
            if (plan.faults().contains(kind)) {
                skipped.put(kind, why);
                timeline.add(What.SKIPPED, kind.option() + " is NOT tested here: " + why);
            }
        });
        return skipped;
    }

    private FaultLoop breakThings(long seed, JobMix mix, Workload work) throws Exception {
        // what cannot be done takes its turn nevertheless, so that the rest of the schedule is the same on every
        // machine
        FaultSchedule schedule = new FaultSchedule(seed, target.round(plan.faults()));
        FaultLoop loop = new FaultLoop(
                target, schedule, timeline, findings, plan.bound(), (bound, after) -> works(mix, work, bound, after));
        long end = System.nanoTime() + plan.lasts().toNanos();
        boolean goesOn = true;
        for (int turn = 0; goesOn && (turn < plan.leastFaults() || System.nanoTime() < end); turn++) {
            goesOn = loop.once();
        }
        return loop;
    }

    /** A job that is submitted now is done soon. */
    private boolean works(JobMix mix, Workload work, Duration bound, String after) {
        MixedJob job = mix.probe();
        long begin = System.nanoTime();
        Optional<JobHandle> handle = work.submit(job);
        boolean isDone = handle.isPresent() && work.follow(job, handle.get());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        findings.made(Check.RECOVERS_IN_TIME);
        if (!isDone || took.compareTo(bound) > 0) {
            findings.broken(
                    Check.RECOVERS_IN_TIME,
                    "after fault " + after + " a small job took " + took.toMillis() + " ms, the bound is "
                            + bound.toSeconds() + " s");
            return isDone;
        }
        resumed.add(took);
        timeline.add(What.WORK_RESUMED, after + ": a new job is done after " + took.toMillis() + " ms");
        return true;
    }

    /** All is quiet now: nothing may be open, differ, or be left over. */
    private void settle(Jangada client, ReplicaHashes hashes) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + plan.bound().toNanos();
        boolean areEqual = false;
        List<String> left = List.of("nothing could be looked at");
        while ((!areEqual || !left.isEmpty() || !ledger.open().isEmpty()) && System.nanoTime() < deadline) {
            try {
                ledger.compare(ledger.known(), client.jobs(0));
                areEqual = hashes.sample(client.masters());
                boolean isIdle = client.workers().stream().allMatch(worker -> worker.liveAttempts() == 0);
                left = isIdle ? target.leftovers() : List.of("a live attempt");
            } catch (JangadaException e) {
                left = List.of(String.valueOf(e.getMessage()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        for (String id : ledger.acknowledged()) {
            ledger.observe(client.job(id).status()); // with its parts, which the list leaves out
        }
        findings.made(Check.NOTHING_LEAKS);
        left.forEach(what -> findings.broken(Check.NOTHING_LEAKS, what + " is left when all jobs have ended"));
        ledger.open().forEach(job -> findings.broken(Check.JOBS_KEPT, job + " was acknowledged and has not ended"));
        if (!areEqual) {
            target.printStacksOfMasters();
            findings.broken(
                    Check.REPLICAS_AGREE,
                    "the masters do not come to the same index when all is quiet: "
                            + ReplicaHashes.indices(client.masters())
                            + "; their logs show what their threads did");
        }
    }
}
