package dev.jangada.client;

import dev.jangada.client.rpc.JobWatch;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A submitted job. The job lives on the masters and needs neither this object nor this process. Thread-safe; every method
 * works across changes of leader.
 */
public final class JobHandle {
    private final MasterClient masters;
    private final String id;
    private final Duration waitPatience;

    JobHandle(MasterClient masters, String id, Duration waitPatience) {
        this.masters = masters;
        this.id = id;
        this.waitPatience = waitPatience;
    }

    /** The job's id, such as {@code job-17}. */
    public String id() {
        return id;
    }

    /** The job as it is now. */
    public JobStatus status() {
        return Reports.job(masters.job(id));
    }

    /** The counters of its committed attempts; each task counts once, whatever its attempts. */
    public SortedMap<String, Long> counters() {
        return status().counters();
    }

    /**
     * Asks for the job to be stopped. It is stopped unless it has already begun to publish.
     *
     * @param reason why, for those who look at the job later
     * @return the job as it is after that
     */
    public JobStatus cancel(String reason) {
        return Reports.job(masters.cancel(id, reason));
    }

    /** What happened to the job and why. */
    public JobExplanation explain() {
        return Reports.explanation(masters.explain(id));
    }

    /**
     * Waits for the end.
     *
     * @return the job, which has succeeded
     * @throws JobFailedException when it has failed
     * @throws JobCancelledException when it has been cancelled
     * @throws NoLeaderException when no leader was found for {@link Jangada#WAIT_PATIENCE}
     */
    public JobStatus await() {
        return successful(watch(status -> {}));
    }

    /**
     * Waits for the end, but not for ever.
     *
     * @throws WaitTimedOutException when the time is over; the job goes on
     * @see #await()
     */
    public JobStatus await(Duration atMost) {
        return successful(watch(status -> {}, atMost));
    }

    /** Follows the job, telling the listener of each change, and returns it as it ended, whichever way. */
    public JobStatus watch(JobListener listener) {
        return watch(listener, Optional.empty());
    }

    /**
     * Follows the job, but not for ever.
     *
     * @throws WaitTimedOutException when the time is over; the job goes on
     */
    public JobStatus watch(JobListener listener, Duration atMost) {
        return watch(listener, Optional.of(atMost));
    }

    private JobStatus watch(JobListener listener, Optional<Duration> atMost) {
        return Reports.job(masters.watch(
                id,
                new JobWatch.Terms(
                        atMost, waitPatience, info -> listener.onStatus(Reports.job(info)), listener::onNotice)));
    }

    private static JobStatus successful(JobStatus end) {
        return switch (end.state()) {
            case FAILED -> throw new JobFailedException(end);
            case CANCELLED -> throw new JobCancelledException(end);
            default -> end;
        };
    }

    @Override
    public String toString() {
        return id;
    }
}
