package dev.jangada.coordinator.state;

/** Where a task is on its way; the edges are in {@link Transitions#TASK}. */
public enum TaskState implements Documented {
    BLOCKED("It waits for other tasks of its job."),
    READY("It may be assigned to a worker; it has no live attempt."),
    RUNNING("It has a live attempt."),
    COMMITTED("It has one winning attempt, and its output exists."),
    FAILED("It spent a budget, and so failed its job."),
    DROPPED("Its job ends without it.");

    private final String meaning;

    TaskState(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isEnded() {
        return this == FAILED || this == DROPPED;
    }
}
