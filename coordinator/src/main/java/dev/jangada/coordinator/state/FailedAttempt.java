package dev.jangada.coordinator.state;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.WorkerRef;

/** A failure with its log tail; a job keeps the last {@link Limits#RECENT_FAILURES}. */
public record FailedAttempt(AttemptId attempt, WorkerRef worker, Failure failure) {}
