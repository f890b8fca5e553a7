package dev.jangada.coordinator;

import dev.jangada.api.JobId;
import java.util.Comparator;

/** A unit of required work: the {@code index}-th task of one kind in a job; index counts from 0. */
public record TaskId(JobId job, TaskKind kind, int index) implements Comparable<TaskId> {
    private static final Comparator<TaskId> ORDER = Comparator.comparing(
                    (TaskId id) -> id.job().value())
            .thenComparing(TaskId::kind)
            .thenComparingInt(TaskId::index);

    public TaskId {
        if (index < 0) {
            throw new IllegalArgumentException("task index must not be negative: " + index);
        }
    }

    /** The {@code number}-th try at this task, counted from 0. */
    public AttemptId attempt(int number) {
        return new AttemptId(this, number);
    }

    @Override
    public int compareTo(TaskId other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code job-1/map/12}. */
    @Override
    public String toString() {
        return job.value() + "/" + kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + index;
    }
}
