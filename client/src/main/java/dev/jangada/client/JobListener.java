package dev.jangada.client;

/** Told about a job while somebody waits for it; called on the waiting thread, in order. */
@FunctionalInterface
public interface JobListener {

    /** The job has changed, or is seen for the first time. It never goes back to an earlier state. */
    void onStatus(JobStatus status);

    /** Something about the wait that a person may want to know, such as that no leader is found at the moment. */
    default void onNotice(String sentence) {}
}
