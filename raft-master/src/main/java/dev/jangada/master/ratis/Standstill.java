package dev.jangada.master.ratis;

import java.util.concurrent.TimeUnit;

/**
 * Notices that this master applies nothing although others have committed more: it looks well to them, answers and votes,
 * but the group has one replica fewer than it seems. Pure: time comes in. Not thread-safe.
 */
final class Standstill {
    /** A snapshot that takes longer to install is told of, too, though nothing is wrong. */
    static final long PATIENCE_MILLIS = 30_000;

    private long applied;
    private long sinceNanos;

    Standstill(long nowNanos) {
        this.applied = Long.MIN_VALUE;
        this.sinceNanos = nowNanos;
    }

    /**
     * Whether it is time to say so: now, and then again each {@link #PATIENCE_MILLIS}.
     *
     * @param appliedHere the index of the last entry applied here
     * @param committed the highest index known to be committed
     */
    boolean isToBeTold(long appliedHere, long committed, long nowNanos) {
        boolean isMoving = appliedHere != applied || committed <= appliedHere;
        boolean isDue = nowNanos - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        if (isMoving || isDue) {
            sinceNanos = nowNanos;
        }
        applied = appliedHere;
        return !isMoving && isDue;
    }
}
