package dev.jangada.master.leader;

import com.codahale.metrics.Meter;

/**
 * What this master decided as a leader, in all the terms that it led since it started. Thread-safe.
 *
 * @param commands commands decided, those refused included
 * @param assignments attempts given to workers
 */
public record LeaderMeters(Meter commands, Meter assignments) {
    /** All at zero. */
    public LeaderMeters() {
        this(new Meter(), new Meter());
    }
}
