package dev.jangada.coordinator;

import java.util.Comparator;

/** One try at a task; {@code number} counts from 0 and is never used twice for a task. */
public record AttemptId(TaskId task, int number) implements Comparable<AttemptId> {
    private static final Comparator<AttemptId> ORDER =
            Comparator.comparing(AttemptId::task).thenComparingInt(AttemptId::number);

    public AttemptId {
        if (number < 0) {
            throw new IllegalArgumentException("attempt number must not be negative: " + number);
        }
    }

    @Override
    public int compareTo(AttemptId other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code job-1/map/12/0}. */
    @Override
    public String toString() {
        return task + "/" + number;
    }
}
