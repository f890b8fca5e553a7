package dev.jangada.chaos.mix;

import dev.jangada.chaos.check.Expectation;
import dev.jangada.client.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A job of the mix.
 *
 * @param job what to submit; its token is its name
 * @param output where its output will be, as this process sees it
 * @param expectation how it has to end
 * @param cancelAfter when to cancel it; empty for never
 * @param isSubmittedTwice whether another client submits it as well
 */
public record MixedJob(
        Job job, Path output, Expectation expectation, Optional<Duration> cancelAfter, boolean isSubmittedTwice) {
    /** What the masters know it by. */
    public String token() {
        return job.name();
    }
}
