package dev.jangada.chaos.check;

import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How a job has to end.
 *
 * @param ends the ends that are right; cancelling may come too late, so that there are two then
 * @param output the check of what it publishes if it succeeds; empty if that is left to others
 */
public record Expectation(Set<JobState> ends, Optional<OutputCheck> output) {
    /** Looks at an output. */
    @FunctionalInterface
    public interface OutputCheck {
        /** What is wrong with the parts in a directory; empty if nothing. */
        Optional<String> problem(Path output);
    }

    /** Copies the set. */
    public Expectation {
        ends = Set.copyOf(ends);
    }

    /** Success with a certain output. */
    public static Expectation success(OutputCheck output) {
        return new Expectation(Set.of(JobState.SUCCEEDED), Optional.of(output));
    }

    /** Failure by the job's own code. */
    public static Expectation failure() {
        return new Expectation(Set.of(JobState.FAILED), Optional.empty());
    }

    /** Cancelled, unless it was done before. */
    public static Expectation cancelled() {
        return new Expectation(Set.of(JobState.CANCELLED, JobState.SUCCEEDED), Optional.empty());
    }

    /** Anything: what the job does is not known here. */
    public static Expectation anyEnd() {
        return new Expectation(Set.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED), Optional.empty());
    }

    /** What is wrong with the end of a job; empty if nothing. */
    Optional<String> problemWithEnd(JobStatus end) {
        return ends.contains(end.state())
                ? Optional.empty()
                : Optional.of("it is " + end.state() + " where only " + ends + " is right: " + end.reason());
    }
}
