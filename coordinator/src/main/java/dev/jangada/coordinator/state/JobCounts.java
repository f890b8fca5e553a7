package dev.jangada.coordinator.state;

/**
 * How many attempts a job had, of all its tasks.
 *
 * @param started all of them
 * @param failed those that failed
 * @param lost those whose worker was fenced under them
 * @param live those that a worker holds now
 */
public record JobCounts(int started, int failed, int lost, int live) {
    static final JobCounts NONE = new JobCounts(0, 0, 0, 0);

    JobCounts assigned() {
        return new JobCounts(started + 1, failed, lost, live + 1);
    }

    JobCounts ended(AttemptState state) {
        return new JobCounts(
                started,
                failed + (state == AttemptState.FAILED ? 1 : 0),
                lost + (state == AttemptState.LOST ? 1 : 0),
                live - 1);
    }
}
