package dev.jangada.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Draws a schedule from a seed. Each run has a random few of all kinds of faults (swarm testing: Groce et al., ISSTA
 * 2012), since faults that are always on hide each other.
 */
public final class ScheduleMaker {
    private static final long FAULTS_UNTIL = 7 * Agenda.SECOND;
    private static final double CALM = 0.08;

    private final SplittableRandom random;

    private ScheduleMaker(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The schedule of {@code seed}. */
    public static Schedule draw(long seed, Schedule.Mode mode) {
        return new ScheduleMaker(seed).schedule(seed, mode);
    }

    private Schedule schedule(long seed, Schedule.Mode mode) {
        int masters = any(1, 3, 3, 3, 3, 5);
        List<Integer> slots = new ArrayList<>();
        int workers = 1 + random.nextInt(4);
        for (int i = 0; i < workers; i++) {
            slots.add(1 + random.nextInt(2));
        }
        int machines = 1 + random.nextInt(workers);
        int snapshotEvery = any(0, 0, 7, 20);
        List<JobPlan> jobs = new ArrayList<>();
        int count = any(1, 1, 2, 2, 3);
        for (int i = 0; i < count; i++) {
            jobs.add(job(i));
        }
        boolean isCalm = random.nextDouble() < CALM;
        List<Fault> faults = isCalm ? List.of() : faults(masters, workers);
        Map<Choice, Double> rates = isCalm ? Map.of() : rates();
        return new Schedule(seed, mode, masters, slots, machines, snapshotEvery, jobs, faults, rates, Map.of(), false);
    }

    private JobPlan job(int number) {
        JobPlan.Kind kind = pick(
                JobPlan.Kind.COUNT,
                JobPlan.Kind.COUNT,
                JobPlan.Kind.COLLECT,
                JobPlan.Kind.COLLECT,
                JobPlan.Kind.MAP_ONLY,
                JobPlan.Kind.SHUFFLE,
                JobPlan.Kind.SHUFFLE,
                JobPlan.Kind.POISONED,
                JobPlan.Kind.HOPELESS);
        boolean hasReduces = kind != JobPlan.Kind.MAP_ONLY;
        int maps = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4);
        long submitAt = random.nextLong(2 * Agenda.SECOND);
        long cancelAt = random.nextInt(7) == 0 ? submitAt + random.nextLong(4 * Agenda.SECOND) : 0;
        return new JobPlan(
                number,
                kind,
                maps,
                hasReduces ? 1 + random.nextInt(3) : 0,
                submitAt,
                cancelAt,
                random.nextInt(10) > 0,
                limits());
    }

    private JobPlan.Limits limits() {
        return new JobPlan.Limits(
                any(1, 2, 4, 4),
                any(1, 2, 5, 100, 100, 100),
                random.nextInt(4) > 0,
                any(0, 0, 1_500, 4_000),
                random.nextInt(8) == 0 ? 500 + random.nextInt(8_000) : 0,
                any(0, 0, 1, 3));
    }

    private List<Fault> faults(int masters, int workers) {
        List<Fault.Kind> kinds = new ArrayList<>();
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (random.nextInt(3) == 0) {
                kinds.add(kind);
            }
        }
        List<Fault> faults = new ArrayList<>();
        int count = kinds.isEmpty() ? 0 : random.nextInt(9);
        for (int i = 0; i < count; i++) {
            faults.add(fault(kinds.get(random.nextInt(kinds.size())), masters, workers));
        }
        faults.sort(Comparator.comparingLong(Fault::at));
        return faults;
    }

    private Fault fault(Fault.Kind kind, int masters, int workers) {
        long at = random.nextLong(FAULTS_UNTIL);
        long length = any(50, 300, 1_500, 3_000, 7_000) * Agenda.MILLI;
        int master = random.nextInt(masters);
        int worker = random.nextInt(workers);
        int nodes = masters + workers + 1;
        return switch (kind) {
            case CRASH_MASTER, PAUSE_MASTER, ELECT -> new Fault(at, kind, master, 0, length);
            case SPLIT_MASTERS -> new Fault(at, kind, 1 + random.nextInt(masters), 0, length);
            case JUMP_CLOCK -> new Fault(at, kind, master, 0, any(-3_600, -5, 5, 3_600) * Agenda.SECOND);
            case CRASH_ALL_MASTERS -> new Fault(at, kind, 0, 0, length);
            case CRASH_WORKER, FORGET_WORKER, KILL_WORKER, PAUSE_WORKER, DOUBLE_WORKER, DRAIN_WORKER ->
                new Fault(at, kind, worker, 0, length);
            case ISOLATE -> new Fault(at, kind, random.nextInt(nodes), 0, length);
            case CUT, FLAP -> {
                int from = random.nextInt(nodes);
                yield new Fault(at, kind, from, (from + 1 + random.nextInt(nodes - 1)) % nodes, length);
            }
        };
    }

    private Map<Choice, Double> rates() {
        Map<Choice, Double> rates = new TreeMap<>();
        for (Choice choice : Choice.values()) {
            if (random.nextInt(4) == 0) {
                rates.put(choice, usual(choice) * any(1, 1, 3));
            }
        }
        return rates;
    }

    /** A rate at which a run still gets somewhere. */
    private static double usual(Choice choice) {
        return switch (choice) {
            case DROP_RAFT, DELAY_RAFT, DUPLICATE_RAFT -> 0.03;
            case RESET_STREAM -> 0.01;
            case DELAY_STREAM -> 0.02;
            case DROP_REQUEST, DUPLICATE_REQUEST, DROP_ANSWER -> 0.1;
            case DROP_FETCH -> 0.1;
            case FAIL_USER, FAIL_ENVIRONMENT, CRASH_EXECUTOR -> 0.05;
            case SLOW_ATTEMPT -> 0.2;
            case HANG_ATTEMPT -> 0.08;
            case LOSE_OUTPUT, CORRUPT_OUTPUT -> 0.06;
            case KILL_AFTER_REPORT, KILL_BEFORE_REPORT -> 0.03;
            case SNAPSHOT -> 0.05;
            case KILL_AFTER_PROPOSE, KILL_AFTER_APPLY, REGAIN_LEADERSHIP -> 0.01;
            case LATE_OVER -> 0.3;
            case KEEP_UNSYNCED -> 0.5;
            case BREAK_PUBLISH -> 0.2;
        };
    }

    @SafeVarargs
    private <T> T pick(T... all) {
        return all[random.nextInt(all.length)];
    }

    private int any(int... all) {
        return all[random.nextInt(all.length)];
    }
}
