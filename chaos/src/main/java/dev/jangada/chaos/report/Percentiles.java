package dev.jangada.chaos.report;

import java.time.Duration;
import java.util.List;

/**
 * The middle, the slow end and the worst of some times, in milliseconds.
 *
 * @param count how many there are
 * @param p50 half of them are no longer
 * @param p95 19 of 20 are no longer
 * @param max the longest
 */
record Percentiles(int count, long p50, long p95, long max) {
    /** By the nearest rank; zeros if there are none. */
    static Percentiles of(List<Duration> times) {
        List<Long> sorted = times.stream().map(Duration::toMillis).sorted().toList();
        return sorted.isEmpty()
                ? new Percentiles(0, 0, 0, 0)
                : new Percentiles(sorted.size(), rank(sorted, 0.50), rank(sorted, 0.95), sorted.get(sorted.size() - 1));
    }

    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
