package dev.jangada.coordinator;

/**
 * What the PLAN task found out, beside the splits.
 *
 * @param maps number of map tasks = number of splits
 * @param reduces number of reduce tasks; 0 for a job without a reduce stage
 * @param deterministic whether running a map again gives the same output
 * @param publishes whether there is an output to publish (and to remove when the job fails)
 * @param shared bytes that every task of the job gets, such as partition boundaries
 * @param inputFiles number of input files
 * @param inputBytes their total length
 */
public record PlanSummary(
        int maps,
        int reduces,
        boolean deterministic,
        boolean publishes,
        Blob shared,
        int inputFiles,
        long inputBytes) {}
