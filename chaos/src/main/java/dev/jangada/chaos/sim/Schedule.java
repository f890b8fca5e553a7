package dev.jangada.chaos.sim;

import java.util.List;
import java.util.Map;

/**
 * Everything about a run. Two runs of one schedule are the same.
 *
 * @param seed decides what the rest leaves open
 * @param mode whether faults end
 * @param masters how many masters
 * @param slots the slots of each worker
 * @param machines on how many machines the workers are; those of one machine read each other's files
 * @param snapshotEvery a master takes a snapshot after so many entries; 0: by chance only
 * @param jobs what clients want
 * @param faults faults at times of their own
 * @param rates how often each choice goes wrong, from 0 to 1; those that never do are absent
 * @param choices where {@code isExplicit}: exactly what goes wrong by chance
 * @param isExplicit whether {@code choices} stands instead of {@code rates}
 */
public record Schedule(
        long seed,
        Mode mode,
        int masters,
        List<Integer> slots,
        int machines,
        int snapshotEvery,
        List<JobPlan> jobs,
        List<Fault> faults,
        Map<Choice, Double> rates,
        Map<Long, Choice> choices,
        boolean isExplicit) {
    private static final long FAULTS_END = 8 * Agenda.SECOND;
    private static final long SAFETY_END = 12 * Agenda.SECOND;
    private static final long LIVENESS_END = 300 * Agenda.SECOND;

    /** What is looked at. */
    public enum Mode {
        /** Faults never stop; only safety is checked. */
        SAFETY,
        /** After a while faults stop, and every job must end. */
        LIVENESS;

        /** The mode in which a seed is run if nobody says otherwise: each in turn. */
        public static Mode of(long seed) {
            return seed % 2 == 0 ? SAFETY : LIVENESS;
        }
    }

    public Schedule {
        slots = List.copyOf(slots);
        jobs = List.copyOf(jobs);
        faults = List.copyOf(faults);
    }

    double rate(Choice choice) {
        return rates.getOrDefault(choice, 0.0);
    }

    int workers() {
        return slots.size();
    }

    /** From when on nothing goes wrong, in µs. */
    long healAt() {
        return mode == Mode.LIVENESS ? FAULTS_END : Long.MAX_VALUE;
    }

    /** When the run ends at the latest, in µs; in liveness mode every job must have ended by then. */
    long endAt() {
        return mode == Mode.LIVENESS ? LIVENESS_END : SAFETY_END;
    }

    /** A hash of all but the seed, for people to compare configurations. */
    public String configuration() {
        long hash = Agenda.mix(
                ScheduleText.write(this).replaceFirst("seed .*\n", "").hashCode());
        return Long.toHexString(hash);
    }

    Schedule withFaults(List<Fault> fewer) {
        return new Schedule(
                seed, mode, masters, slots, machines, snapshotEvery, jobs, fewer, rates, choices, isExplicit);
    }

    Schedule withJobs(List<JobPlan> fewer) {
        return new Schedule(
                seed, mode, masters, slots, machines, snapshotEvery, fewer, faults, rates, choices, isExplicit);
    }

    Schedule withChoices(Map<Long, Choice> exactly) {
        return new Schedule(seed, mode, masters, slots, machines, snapshotEvery, jobs, faults, Map.of(), exactly, true);
    }

    Schedule withSlots(List<Integer> fewer) {
        return new Schedule(
                seed, mode, masters, fewer, machines, snapshotEvery, jobs, faults, rates, choices, isExplicit);
    }

    Schedule withMasters(int fewer) {
        return new Schedule(
                seed, mode, fewer, slots, machines, snapshotEvery, jobs, faults, rates, choices, isExplicit);
    }
}
