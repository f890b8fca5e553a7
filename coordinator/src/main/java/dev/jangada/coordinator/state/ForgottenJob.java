package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;

/**
 * What stays of a job that was dropped, so that its token is never used for another one.
 *
 * @param specHash {@link SpecHash} of its spec
 */
public record ForgottenJob(String token, JobId job, long specHash) {}
