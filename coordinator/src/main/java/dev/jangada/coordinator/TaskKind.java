package dev.jangada.coordinator;

/** What a task does for its job. A job's tasks of one kind form a stage. */
public enum TaskKind {
    /** Runs the job definition, lists the inputs and cuts them into splits. One task a job. */
    PLAN,
    /** Reads one split; writes one run file, or one output part if the job has no reduce stage. */
    MAP,
    /** Merges one partition of every map output; writes one output part. */
    REDUCE,
    /** Makes the committed parts visible at the output, all or nothing. One task a job. */
    PUBLISH,
    /** Removes what a failed or cancelled job left at its output. One task a job. */
    ABORT
}
