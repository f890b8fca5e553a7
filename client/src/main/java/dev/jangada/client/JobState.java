package dev.jangada.client;

/** Where a job is in its life. */
public enum JobState {
    /** Accepted and replicated; nothing has run. */
    SUBMITTED,
    /** A worker finds the input and cuts it into splits. */
    PLANNING,
    /** Map and reduce tasks run. */
    RUNNING,
    /** The output is being made visible; nothing stops the job any more. */
    PUBLISHING,
    /** Done; the output is complete. */
    SUCCEEDED,
    /** A cancel was accepted; attempts are being stopped. */
    CANCELLING,
    /** Cancelled; no output. */
    CANCELLED,
    /** It cannot succeed any more; attempts are being stopped. */
    FAILING,
    /** Failed; no output. */
    FAILED;

    /** Whether the job has ended for good. */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == CANCELLED || this == FAILED;
    }
}
