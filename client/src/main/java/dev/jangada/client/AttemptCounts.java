package dev.jangada.client;

/**
 * The attempts of a job, by fate.
 *
 * @param started all that were ever assigned
 * @param failed those whose code or surroundings failed
 * @param lost those whose worker was lost
 * @param live those that run now
 */
public record AttemptCounts(int started, int failed, int lost, int live) {}
