package dev.jangada.coordinator.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.coordinator.InvariantViolation;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    @Test
    void allowedEdgeIsFound() {
        assertThat(Transitions.JOB.edge(JobState.SUBMITTED, JobState.PLANNING, "job-1"))
                .hasToString("Job SUBMITTED -> PLANNING");
    }

    @Test
    void forbiddenEdgeIsAnInvariantViolation() {
        assertThatThrownBy(() -> Transitions.JOB.edge(JobState.SUCCEEDED, JobState.RUNNING, "job-1"))
                .isInstanceOf(InvariantViolation.class)
                .hasMessage("Job job-1 can't go from SUCCEEDED to RUNNING");
    }

    @Test
    void hashIsStable() {
        assertThat(new StableHash().add(1).add("word").add(true).value())
                .isEqualTo(new StableHash().add(1).add("word").add(true).value())
                .isNotEqualTo(new StableHash().add(1).add("wore").add(true).value())
                .isEqualTo(HASH);
    }

    /** Written down once: a hash that changes makes replicas of different versions disagree. */
    private static final long HASH = 3048815674231993841L;
}
