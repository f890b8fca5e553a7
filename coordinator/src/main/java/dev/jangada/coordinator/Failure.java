package dev.jangada.coordinator;

import java.util.Optional;

/**
 * Why an attempt failed, as its worker tells it, or the leader if it timed out.
 *
 * @param kind whose fault it is
 * @param message one clear sentence, with input file and offset where there is one; at most 2,000 characters
 * @param logTail the last lines that the attempt printed, at most 8,000 characters
 * @param record the record that user code was given when it failed, if that is known
 */
public record Failure(Kind kind, String message, String logTail, Optional<PoisonRecord> record) {
    /** Whose fault a failure is, and so which budget it spends. */
    public enum Kind {
        /** User code threw: spends the task's failure budget. */
        USER_CODE,
        /** The executor process ended by this attempt's doing (crash, out of memory, exit): spends the failure budget. */
        EXECUTOR_DIED,
        /** Input, output or job definition are wrong and trying again can't help: fails the job at once. */
        PERMANENT,
        /** A fault of the worker or of storage that may pass: spends the failure budget. */
        ENVIRONMENT,
        /** A map output could not be fetched; reported apart by ReportOutputLost: spends the loss budget. */
        FETCH,
        /** It gave no sign of life for the job's attempt timeout, says the leader: spends the failure budget. */
        TIMED_OUT,
        /**
         * The executor process ended under several attempts, and nobody knows by whose doing: the attempt is lost and its
         * task suspected, which spends the loss budget. The next attempt of the task runs in a process of its own.
         */
        EXECUTOR_LOST
    }

    /** A failure at no record that is known. */
    public Failure(Kind kind, String message, String logTail) {
        this(kind, message, logTail, Optional.empty());
    }
}
