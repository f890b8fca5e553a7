package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.state.Limits;

/**
 * How many attempts a worker may hold beyond those that its slots run: enough to keep it busy for the time that the next
 * assignment takes to reach it, and not so many that work waits behind a slow one.
 */
public final class QueueDepth {
    /** About the time from a report to the next assignment, through a replicated log entry, with some to spare. */
    private static final double AHEAD_MILLIS = 60;

    private QueueDepth() {}

    /**
     * The places of a worker, those of its slots included.
     *
     * @param meanRunMillis recent mean run time of attempts of the stage that is to be assigned; NaN: not known yet
     */
    public static int places(int slots, double meanRunMillis) {
        if (Double.isNaN(meanRunMillis) || meanRunMillis > AHEAD_MILLIS) {
            return slots;
        }
        double ahead = AHEAD_MILLIS / Math.max(meanRunMillis, AHEAD_MILLIS / Limits.ATTEMPTS_PER_SLOT);
        return slots * Math.min(Limits.ATTEMPTS_PER_SLOT, 1 + (int) ahead);
    }
}
