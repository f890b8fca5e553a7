package dev.jangada.client;

/** The kinds of tasks in a job, in the order in which they run. */
public enum Stage {
    /** Finds the input and cuts it. */
    PLAN,
    /** Reads a split. */
    MAP,
    /** Merges a partition. */
    REDUCE,
    /** Makes the output visible. */
    PUBLISH,
    /** Clears away what a failed or cancelled job has written. */
    ABORT
}
