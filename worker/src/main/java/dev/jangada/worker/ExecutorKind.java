package dev.jangada.worker;

/** Where a worker runs user code. */
public enum ExecutorKind {
    /** In threads of the worker's own process: starts at once, but user code that crashes takes the worker with it. */
    IN_PROCESS,
    /** In a child JVM for each job. */
    CHILD_JVM
}
