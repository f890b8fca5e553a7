package dev.jangada.coordinator;

/** Why a command was refused. */
public enum Refusal {
    /** The entry was proposed in another term than the one it was committed in. */
    STALE_TERM,
    /** There is no such job; it may have been forgotten. */
    UNKNOWN_JOB,
    /** There is no such task or attempt in the job. */
    UNKNOWN_ATTEMPT,
    /** There is no such worker. */
    UNKNOWN_WORKER,
    /** The worker's epoch is not the current one, or it is fenced: what it holds is void. */
    STALE_EPOCH,
    /** Another process has registered under the same worker id. */
    SUPERSEDED,
    /** The attempt is not live any more: another won, or it was stopped or lost. */
    NOT_LIVE,
    /** The task can't be assigned in its state. */
    NOT_READY,
    /** The worker drains or has no free place. */
    NO_CAPACITY,
    /** The job's state forbids it. */
    WRONG_STATE,
    /** The token was used for another spec. */
    TOKEN_CONFLICT,
    /** A live job writes to the same output. */
    OUTPUT_IN_USE,
    /** Too many live jobs, tasks or workers. */
    LIMIT,
    /** The command contradicts itself or the plan. */
    INVALID
}
