package dev.jangada.chaos.sim;

/** What must hold. Each has a name, so that a table can say which one catches which bug. */
public enum Check {
    /** The invariants that the core states of itself ({@code Invariants}) hold on every replica after every entry. */
    INVARIANTS,
    /** Replicas that have applied the same entries have the same hash. */
    REPLICAS_EQUAL,
    /** A snapshot and the entries after it give the state that all entries from the first give. */
    SNAPSHOT_EQUALS_REPLAY,
    /** At most one attempt of a task is committed at a time. */
    ONE_COMMIT_PER_TASK,
    /** Nothing of a worker epoch that was fenced or replaced is accepted. */
    STALE_EPOCH_REFUSED,
    /** Nothing that was proposed in another term than that of its entry is accepted. */
    STALE_TERM_REFUSED,
    /** A job succeeds only when each of its reduces, or maps, has its one winner. */
    SUCCESS_IS_COMPLETE,
    /** A fenced worker owns no live attempt and no output that is needed. */
    FENCED_OWNS_NOTHING,
    /** Attempts that are lost do not spend the failure budget of the user. */
    LOSS_SPARES_FAILURE_BUDGET,
    /** A job that has ended stays as it ended. */
    TERMINAL_IS_FINAL,
    /** What is published equals what one process would have computed, as a multiset. */
    OUTPUT_IS_RIGHT,
    /** Nothing is published before the log has said so, nor by a job that was cancelled or failed. */
    NO_EFFECT_BEFORE_COMMIT,
    /** What is published is what the committed winners wrote. */
    PUBLISHED_ARE_WINNERS,
    /** What is published never changes. */
    PUBLISHED_IS_FINAL,
    /** The counters of a job are the sums over its input, each record counted once. */
    COUNTERS_ARE_RIGHT,
    /** A job whose submission was acknowledged is there. */
    ACKNOWLEDGED_IS_KEPT,
    /** One token gives one job, whoever sends it how often. */
    ONE_JOB_PER_TOKEN,
    /** A token is not accepted for another job. */
    TOKEN_CONFLICT_REFUSED,
    /** What a client sees of a job never goes backwards. */
    READS_GO_FORWARD,
    /** A reduce attempt is not accepted when it read outputs of other versions than the core counts. */
    NO_MIXED_OUTPUTS,
    /** A job that ends differently than its kind allows. */
    OUTCOME_IS_POSSIBLE,
    /** When faults have stopped, every job ends within a bound. */
    EVERY_JOB_ENDS,
    /** When every job has ended, workers hold no attempt, no slot and no output. */
    NOTHING_LEAKS,
    /** A task goes on while its budgets are not spent, and no longer. */
    BUDGETS_ARE_KEPT,
    /** A commit that has won is accepted as often as its worker sends it. */
    ACCEPTED_STAYS_ACCEPTED,
    /** A process that was replaced under its worker id does not come back. */
    SUPERSEDED_STAYS_OUT,
    /** A worker that drains is given nothing, and nobody more than it has places. */
    DRAINED_GETS_NO_WORK,
    /** A task has one live attempt, or one and a backup that was asked for. */
    ONE_BACKUP,
    /** Deadlines and timeouts are those of the job, whoever says that they are over. */
    PATIENCE_IS_THE_JOBS,
    /** A job ends when what it left was removed, or when trying that has failed for good. */
    CLEANUP_IS_TRIED,
    /** Nothing is made at the output of a job that was cleaned up, unless by a worker that is fenced and can't know it. */
    CLEANED_STAYS_CLEAN,
    /** The time of the state never goes back. */
    TIME_GOES_ON,
    /** A task that may have killed its executor runs alone next. */
    SUSPECTS_ARE_ALONE,
    /** Outputs of a holder that is lost are lost together. */
    LOST_TOGETHER,
    /** A failed fetch is blamed on the side that is at fault. */
    BLAME_IS_RIGHT,
    /** A worker that was welcomed in an epoch does all that it does in that epoch, and keeps nothing of another. */
    WORKER_KEEPS_ITS_EPOCH,
    /** A worker starts an attempt once in an epoch, however often it is told. */
    ATTEMPT_STARTS_ONCE,
    /** An attempt that the leader wants no more is stopped. */
    UNWANTED_IS_STOPPED,
    /** A worker offers only slots in which nothing runs. */
    OFFERED_SLOTS_ARE_FREE,
    /** The product does not throw. */
    NO_CRASH,
    /** The model of Raft keeps its own promise: what is committed stays. */
    MODEL_LOG_IS_SAFE,
    /** The same schedule gives the same trace. */
    SAME_TRACE
}
