package dev.jangada.coordinator;

/** The name of a worker, stable over its restarts; its incarnations are told apart by their epoch. */
public record WorkerId(String value) implements Comparable<WorkerId> {
    public WorkerId {
        if (value.isEmpty() || value.length() > 100) {
            throw new IllegalArgumentException("a worker id has 1 to 100 characters, this one " + value.length());
        }
    }

    @Override
    public int compareTo(WorkerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
