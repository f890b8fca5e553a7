package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.state.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a leader knows and does not replicate. Written by the leader's loop, read by anybody.
 */
public final class SoftState {
    private static final SoftState NONE = new SoftState(0);

    private final long readyAtMillis;
    private final Map<WorkerId, Contact> contacts = new ConcurrentHashMap<>();
    private final Map<AttemptId, Double> progress = new ConcurrentHashMap<>();
    /** Of live attempts that printed something, a few KB each. */
    private final Map<AttemptId, String> logs = new ConcurrentHashMap<>();

    /**
     * When a worker was last heard of.
     *
     * @param isAttached whether it has a session
     * @param heardMillis when it last said something, on the leader's monotonic clock
     */
    public record Contact(boolean isAttached, long heardMillis) {}

    SoftState(long readyAtMillis) {
        this.readyAtMillis = readyAtMillis;
    }

    /** What a master knows that does not lead: nothing. */
    public static SoftState none() {
        return NONE;
    }

    /** The leader's contact with {@code worker} in this term. */
    public Optional<Contact> contact(WorkerId worker) {
        return Optional.ofNullable(contacts.get(worker));
    }

    /** How many workers have a session. */
    public int attachedWorkers() {
        return (int) contacts.values().stream().filter(Contact::isAttached).count();
    }

    /** How far a live attempt is, from 0 to 1; 0 if it did not say. */
    public double progress(AttemptId attempt) {
        return progress.getOrDefault(attempt, 0.0);
    }

    /** The sum of the progress of a job's running tasks of one kind; of an attempt and its backup, the better one counts. */
    public double progressOf(JobId job, TaskKind kind) {
        Map<TaskId, Double> best = new HashMap<>();
        progress.forEach((attempt, fraction) -> {
            TaskId task = attempt.task();
            if (task.kind() == kind && task.job().equals(job)) {
                best.merge(task, fraction, Math::max);
            }
        });
        return best.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** When the leader became ready, on its monotonic clock. */
    public long readyAtMillis() {
        return readyAtMillis;
    }

    void heard(WorkerId worker, boolean isAttached, long nowMillis) {
        contacts.put(worker, new Contact(isAttached, nowMillis));
    }

    void forget(WorkerId worker) {
        contacts.remove(worker);
    }

    void progressed(AttemptId attempt, double fraction) {
        progress.put(attempt, Math.min(1.0, Math.max(0.0, fraction)));
    }

    /** What a live attempt printed last; empty if nothing was heard of it. */
    public String log(AttemptId attempt) {
        return logs.getOrDefault(attempt, "");
    }

    void logged(AttemptId attempt, String tail) {
        logs.put(attempt, Limits.cutHead(tail, Limits.LOST_LOG_LENGTH));
    }

    void ended(AttemptId attempt) {
        logs.remove(attempt);
        progress.remove(attempt);
    }
}
