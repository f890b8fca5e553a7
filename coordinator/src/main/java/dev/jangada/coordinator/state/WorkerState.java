package dev.jangada.coordinator.state;

/** Where a worker is on its way; the edges are in {@link Transitions#WORKER}. */
public enum WorkerState implements Documented {
    ACTIVE("It may be given attempts."),
    DRAINING("It is given no new attempts, and goes when nothing needs it any more."),
    FENCED("It was silent for too long, or its process was replaced: what this epoch holds is void."),
    GONE("It was retired; its id and last epoch are kept, so that no epoch is used twice.");

    private final String meaning;

    WorkerState(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isEnded() {
        return false;
    }

    /** Whether the worker's epoch is good: it may report, and its outputs may be read. */
    public boolean isTrusted() {
        return this == ACTIVE || this == DRAINING;
    }
}
