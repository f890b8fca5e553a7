package dev.jangada.chaos.sim;

import dev.jangada.coordinator.JobSpec;
import java.util.List;
import java.util.Optional;

/**
 * A job of a schedule.
 *
 * @param number its number in the schedule; its name is "job" and this number
 * @param kind what it computes, and whether it can succeed
 * @param maps how many splits its input has
 * @param reduces how many reduces; 0 for those that make parts by maps
 * @param submitAt when its client wants it, in µs
 * @param cancelAt when its client cancels it, in µs; 0: never
 * @param publishes whether it has an output
 * @param limits how patient it is
 */
public record JobPlan(
        int number, Kind kind, int maps, int reduces, long submitAt, long cancelAt, boolean publishes, Limits limits) {
    /**
     * The job's options of these names.
     *
     * @param failureBudget see {@link JobSpec.Options}
     * @param lossBudget see there
     * @param backups see there
     * @param attemptTimeoutMillis see there
     * @param deadlineMillis see there
     * @param skippableRecords see there
     */
    record Limits(
            int failureBudget,
            int lossBudget,
            boolean backups,
            long attemptTimeoutMillis,
            long deadlineMillis,
            int skippableRecords) {}

    /** What jobs do. */
    public enum Kind {
        /** Counts words, with a combiner. */
        COUNT,
        /** Collects the values of each key, without one. */
        COLLECT,
        /** Maps that make parts. */
        MAP_ONLY,
        /** Deals records to keys at random, anew in each attempt. */
        SHUFFLE,
        /** User code throws at the first record of the last map, always. */
        POISONED,
        /** A failure that no other attempt can mend. */
        HOPELESS
    }

    String name() {
        return "job" + number;
    }

    String token() {
        return "token-" + number;
    }

    boolean isDeterministic() {
        return kind != Kind.SHUFFLE;
    }

    /** What its client asks for. */
    JobSpec spec() {
        return new JobSpec(
                name(),
                "sim:" + kind,
                List.of(),
                List.of(new JobSpec.Argument("reduces", Integer.toString(reduces))),
                List.of(new JobSpec.Input("/in/" + number, "in")),
                publishes ? Optional.of("/out/" + number) : Optional.empty(),
                new JobSpec.Options(
                        reduces,
                        false,
                        limits.failureBudget,
                        limits.lossBudget,
                        limits.backups,
                        limits.attemptTimeoutMillis,
                        limits.deadlineMillis,
                        limits.skippableRecords));
    }

    /** Whether its poisoned record may be left out, so that it can succeed. */
    boolean skips() {
        return kind == Kind.POISONED && limits.skippableRecords > 0;
    }

    /** Whether it can succeed at all. */
    boolean canSucceed() {
        return maps == 0 || skips() || (kind != Kind.POISONED && kind != Kind.HOPELESS);
    }
}
