package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.AttemptId;
import java.util.Optional;

/**
 * What the leader saw of a live attempt in its term. All times are of the leader's monotonic clock, so that a wall clock
 * that jumps makes nobody a straggler.
 *
 * @param fraction how far it is, from 0 to 1
 * @param firstFraction how far it was when the leader began to watch it
 * @param watchedMillis for how long it has been watched since its worker had a slot for it; 0 while it waits for one
 * @param quietMillis for how long it has given no sign of life, up to the last report of its worker: a worker that is
 *     silent as a whole is the business of {@link Liveness}
 */
public record Sign(double fraction, double firstFraction, long watchedMillis, long quietMillis) {
    /** What the leader saw of each attempt; empty for one that it does not watch yet. */
    @FunctionalInterface
    public interface Source {
        Optional<Sign> of(AttemptId attempt);
    }

    /** LATE's progress rate, per ms, while it was watched. */
    double rate() {
        return Math.max(0, fraction - firstFraction) / Math.max(1, watchedMillis);
    }

    /** LATE's estimate of the time left in ms, from the rate so far; infinite without progress. */
    double leftMillis() {
        double rate = rate();
        return rate == 0 ? Double.POSITIVE_INFINITY : Math.max(0, 1 - fraction) / rate;
    }
}
