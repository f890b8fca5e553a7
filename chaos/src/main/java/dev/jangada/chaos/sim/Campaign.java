package dev.jangada.chaos.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs many schedules, one seed after the other, until one fails. */
public final class Campaign {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Reach.Counts reached = new Reach.Counts();
    private final int repeatEvery;
    private long runs;
    private long events;
    private long entries;
    private long jobsEnded;
    private long nanos;
    private long traces;
    private long cpuNanos;

    /** @param repeatEvery one schedule in so many is run twice, the second time looked at more closely; both runs must
     *     have the same trace */
    public Campaign(int repeatEvery) {
        this.repeatEvery = repeatEvery;
    }

    /**
     * A schedule that failed.
     *
     * @param schedule the schedule
     * @param violation what does not hold
     */
    public record Failure(Schedule schedule, Violation violation) {}

    /** Runs the schedules of {@code count} seeds from {@code first} on; returns the first failure. */
    public Optional<Failure> run(long first, long count, Schedule.Mode mode) {
        for (long seed = first; seed < first + count; seed++) {
            Optional<Failure> failure = run(ScheduleMaker.draw(seed, mode));
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** Runs one schedule. */
    public Optional<Failure> run(Schedule schedule) {
        long begin = System.nanoTime();
        long cpuBegin = THREADS.getCurrentThreadCpuTime();
        Simulation.Result result = Simulation.run(schedule);
        runs++;
        events += result.events();
        entries += result.entries();
        jobsEnded += result.jobsEnded();
        reached.add(result.reached());
        traces = Agenda.mix(traces ^ result.trace());
        Optional<Violation> violation = result.violation();
        if (violation.isEmpty() && repeatEvery > 0 && runs % repeatEvery == 0) {
            Simulation.Result again = Simulation.run(schedule, Simulation.Look.THOROUGH);
            violation = again.violation();
            if (violation.isEmpty() && again.trace() != result.trace()) {
                violation = Optional.of(new Violation(
                        Check.SAME_TRACE, "two runs differ: " + result.trace() + " and " + again.trace()));
            }
        }
        nanos += System.nanoTime() - begin;
        cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuBegin;
        return violation.map(found -> new Failure(schedule, found));
    }

    /** What was reached in all runs together. */
    public Reach.Counts reached() {
        return reached;
    }

    /** How many schedules were run. */
    public long runs() {
        return runs;
    }

    /** Prints what was done. */
    public void report(Consumer<String> line) {
        double seconds = nanos / 1e9;
        line.accept(String.format(
                "%,d schedules in %.1f s (%.0f/s; %.0f for each second of one core): %,d events, %,d log entries,"
                        + " %,d jobs ended",
                runs,
                seconds,
                runs / Math.max(seconds, 1e-9),
                runs / Math.max(cpuNanos / 1e9, 1e-9),
                events,
                entries,
                jobsEnded));
        line.accept("  trace of all together: " + Long.toHexString(traces));
        for (Reach reach : Reach.values()) {
            line.accept(String.format("  %-36s %,d", reach, reached.of(reach)));
        }
    }
}
