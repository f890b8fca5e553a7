package dev.jangada.coordinator;

/**
 * Why an attempt failed, as its worker tells it.
 *
 * @param kind whose fault it is
 * @param message one clear sentence, with input file and offset where there is one; at most 2,000 characters
 * @param logTail the last lines that the attempt printed, at most 8,000 characters
 */
public record Failure(Kind kind, String message, String logTail) {
    /** Whose fault a failure is, and so which budget it spends. */
    public enum Kind {
        /** User code threw: spends the task's failure budget. */
        USER_CODE,
        /** The executor process ended under the attempt (crash, out of memory, exit): spends the failure budget. */
        EXECUTOR_DIED,
        /** Input, output or job definition are wrong and trying again can't help: fails the job at once. */
        PERMANENT,
        /** A fault of the worker or of storage that may pass: spends the failure budget. */
        ENVIRONMENT,
        /** A map output could not be fetched; reported apart by ReportOutputLost: spends the loss budget. */
        FETCH
    }
}
