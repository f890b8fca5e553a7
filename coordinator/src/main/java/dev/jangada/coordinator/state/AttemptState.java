package dev.jangada.coordinator.state;

/** Where an attempt is on its way; the edges are in {@link Transitions#ATTEMPT}. */
public enum AttemptState implements Documented {
    ASSIGNED("A worker is to run it, and may have begun."),
    RUNNING("Its worker says that it runs."),
    COMMITTED("It won its task."),
    FAILED("Its worker says that it failed."),
    LOST("Its worker was fenced while it was live; the user's failure budget is not touched."),
    STOPPED("Nobody needs it any more, or its worker gave it back."),
    OUTPUT_LOST("A map attempt that won, and whose output is gone."),
    VOIDED("A reduce attempt that won with a map output that is gone and that may come out different next time.");

    private final String meaning;

    AttemptState(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isEnded() {
        return !isLive() && this != COMMITTED;
    }

    /** Whether a worker holds it. */
    public boolean isLive() {
        return this == ASSIGNED || this == RUNNING;
    }
}
