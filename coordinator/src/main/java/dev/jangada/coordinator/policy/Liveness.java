package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which workers have missed their lease. All times are of one monotonic clock of the leader, in ms.
 *
 * @param leaseMillis how long a worker may be silent while its session is open
 * @param reconnectMillis how long a worker may take to come back when its session broke
 */
public record Liveness(long leaseMillis, long reconnectMillis) {

    /**
     * What the leader saw of a worker in its term.
     *
     * @param lastHeardMillis when it was heard last
     * @param connected whether its session is open
     */
    public record Sighting(long lastHeardMillis, boolean connected) {}

    /**
     * The workers to fence.
     *
     * @param seen those that were heard in this term
     * @param notBeforeMillis the end of the grace, one lease long, after an election or a pause of the leader, in which
     *     workers find it (again); who was not heard since the grace began is not fenced before, and who was never heard
     *     is fenced then
     */
    public List<Command.FenceWorker> overdue(
            ClusterState state, Map<WorkerId, Sighting> seen, long notBeforeMillis, long nowMillis) {
        List<Command.FenceWorker> overdue = new ArrayList<>();
        long graceBeganMillis = notBeforeMillis - leaseMillis;
        for (Worker worker : state.workers()) {
            if (worker.isTrusted()) {
                Sighting sighting = seen.get(worker.id());
                boolean hasGrace = sighting == null || sighting.lastHeardMillis() < graceBeganMillis;
                boolean isMissed = sighting == null || isOverdue(sighting, nowMillis);
                if (isMissed && !(hasGrace && nowMillis < notBeforeMillis)) {
                    overdue.add(new Command.FenceWorker(worker.ref(), reason(sighting, nowMillis)));
                }
            }
        }
        return overdue;
    }

    private boolean isOverdue(Sighting sighting, long nowMillis) {
        long allowed = sighting.connected() ? leaseMillis : Math.min(leaseMillis, reconnectMillis);
        return nowMillis - sighting.lastHeardMillis() > allowed;
    }

    private static String reason(@Nullable Sighting sighting, long nowMillis) {
        if (sighting == null) {
            return "it did not come to the new leader";
        }
        long silent = nowMillis - sighting.lastHeardMillis();
        return sighting.connected()
                ? "silent for " + silent + " ms"
                : "its connection broke, and it was silent for " + silent + " ms";
    }
}
