package dev.jangada.coordinator;

import dev.jangada.api.JobId;

/** The core's answer to a command. */
public sealed interface Reply {
    /** Done, or done before. */
    record Accepted() implements Reply {}

    /** The job that a submit made, now or the first time. */
    record JobAccepted(JobId job) implements Reply {}

    /** The epoch that a worker has from now on. */
    record WorkerAccepted(WorkerRef worker) implements Reply {}

    /** Not done, and nothing changed. {@code message} is a sentence for people, with the remedy where there is one. */
    record Refused(Refusal code, String message) implements Reply {}
}
