package dev.jangada.client;

/**
 * How far one stage of a job is.
 *
 * @param stage which
 * @param tasks all its tasks; 0 while the plan is not known
 * @param blocked those that wait for an earlier stage
 * @param ready those that wait for a free slot
 * @param running those with a live attempt
 * @param committed those that are done
 * @param failed those that cannot be done
 * @param progress 0 to 1, with what the running attempts say of themselves
 */
public record StageProgress(
        Stage stage, int tasks, int blocked, int ready, int running, int committed, int failed, double progress) {}
