package dev.jangada.master.leader;

import java.time.Duration;

/**
 * The times and bounds of a leader.
 *
 * @param lease how long a worker may be silent before it is fenced
 * @param detachedGrace how long a worker whose stream broke may stay away before it is fenced
 * @param heartbeat how often a worker reports when it has nothing to tell
 * @param tick how often the policies look at the time
 * @param waitingCommands how many commands of clients may wait for an answer
 */
public record LeaderSettings(
        Duration lease, Duration detachedGrace, Duration heartbeat, Duration tick, int waitingCommands) {
    /** For a cluster and a laptop alike. */
    public static final LeaderSettings DEFAULT = new LeaderSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(200), 10_000);

    public LeaderSettings {
        if (heartbeat.multipliedBy(2).compareTo(lease) > 0) {
            throw new IllegalArgumentException(
                    "the lease of " + lease + " must be at least twice the heartbeat of " + heartbeat);
        }
    }
}
