package dev.jangada.coordinator.state;

/** Where a job is on its way; the edges are in {@link Transitions#JOB}. */
public enum JobState implements Documented {
    SUBMITTED("Accepted; its PLAN task waits for a worker."),
    PLANNING("A worker runs its definition, lists its inputs and cuts them into splits."),
    RUNNING("Its map and reduce tasks are known and run."),
    PUBLISHING("Every part is committed and is being made visible; it can't be cancelled any more."),
    SUCCEEDED("Its output is visible, whole."),
    CANCELLING("Somebody cancelled it: its attempts are stopped, and what it left at its output is removed."),
    CANCELLED("It was cancelled; nothing of it is visible."),
    FAILING("It can't succeed any more: its attempts are stopped, and what it left at its output is removed."),
    FAILED("It failed; nothing of it is visible.");

    private final String meaning;

    JobState(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isEnded() {
        return this == SUCCEEDED || this == CANCELLED || this == FAILED;
    }

    /** Whether the job is being taken down. */
    public boolean isStopping() {
        return this == CANCELLING || this == FAILING;
    }
}
