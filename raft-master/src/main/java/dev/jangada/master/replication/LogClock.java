package dev.jangada.master.replication;

import java.util.function.LongSupplier;

/**
 * The time that a leader stamps its entries with and plans by: the wall clock, as long as that is sane. The time of the
 * state never goes back, so a leader whose wall clock is behind it (because it jumped, or because that of the leader
 * before was ahead) would stamp one and the same moment until the wall clock has caught up, and every back-off, timeout
 * and deadline would stand still with it. Therefore the time here is never behind the state and always goes on; while
 * it is ahead of the wall clock it goes slower by a tenth, until the two meet. Thread-safe.
 */
public final class LogClock {
    private static final long TENTHS = 10;
    private static final long TENTHS_WHILE_AHEAD = 9;

    private final LongSupplier wallMillis;
    private final LongSupplier monotonicMillis;
    private long lastTenths;
    private long lastMonotonic;

    /**
     * @param wallMillis ms since the Unix epoch
     * @param monotonicMillis ms since any moment; never goes back
     */
    public LogClock(LongSupplier wallMillis, LongSupplier monotonicMillis) {
        this.wallMillis = wallMillis;
        this.monotonicMillis = monotonicMillis;
        this.lastMonotonic = monotonicMillis.getAsLong();
    }

    /** The time now, in ms since the Unix epoch; {@code stateMillis} is the time of the state. */
    public synchronized long millis(long stateMillis) {
        long monotonic = monotonicMillis.getAsLong();
        long goneTenths = (monotonic - lastMonotonic) * TENTHS_WHILE_AHEAD;
        long atLeast = Math.max(wallMillis.getAsLong(), stateMillis) * TENTHS;
        lastTenths = Math.max(lastTenths + goneTenths, atLeast);
        lastMonotonic = monotonic;
        return lastTenths / TENTHS;
    }
}
