package dev.jangada.master.leader;

import dev.jangada.master.replication.Fatal;
import java.util.function.LongSupplier;

/**
 * What a leader is given besides the replicated core.
 *
 * @param self this master's id
 * @param clusterId id of the cluster
 * @param settings times and bounds
 * @param clock monotonic, in ms
 * @param wallClock ms since the Unix epoch, as in the stamps of the log
 * @param jobs is told which jobs changed
 * @param fatal is told of a bug that makes it impossible to go on; ends the process
 */
public record LeaderSurroundings(
        String self,
        String clusterId,
        LeaderSettings settings,
        LongSupplier clock,
        LongSupplier wallClock,
        JobObserver jobs,
        Fatal fatal) {
    /** The machine's monotonic clock. */
    public static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
