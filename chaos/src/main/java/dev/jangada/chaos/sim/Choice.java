package dev.jangada.chaos.sim;

/** What may go wrong by chance at a step; how often is drawn for each run. */
public enum Choice {
    /** A message between masters is dropped. */
    DROP_RAFT,
    /** A message between masters arrives twice. */
    DUPLICATE_RAFT,
    /** A message between masters takes 100 times as long, and is overtaken. */
    DELAY_RAFT,
    /** A stream between worker and master is reset at this message. */
    RESET_STREAM,
    /** A message on a stream takes 100 times as long, and all after it as well. */
    DELAY_STREAM,
    /** A request of a client is dropped. */
    DROP_REQUEST,
    /** A request of a client arrives twice. */
    DUPLICATE_REQUEST,
    /** The answer to a client is dropped. */
    DROP_ANSWER,
    /** A fetch of a map output fails. */
    DROP_FETCH,
    /** User code throws. */
    FAIL_USER,
    /** The disk or the storage under an attempt fails. */
    FAIL_ENVIRONMENT,
    /** An attempt takes 20 times as long. */
    SLOW_ATTEMPT,
    /** An attempt makes no progress until it is stopped, or faults end. */
    HANG_ATTEMPT,
    /** All attempts of the executor of a job die. */
    CRASH_EXECUTOR,
    /** A map output is gone when it is asked for. */
    LOSE_OUTPUT,
    /** A bit of a map output has flipped. */
    CORRUPT_OUTPUT,
    /** A worker is killed right after it has reported an outcome. */
    KILL_AFTER_REPORT,
    /** A worker is killed when an attempt is done and not reported. */
    KILL_BEFORE_REPORT,
    /** A master takes a snapshot after this entry. */
    SNAPSHOT,
    /** A leader is killed right after it has proposed a batch. */
    KILL_AFTER_PROPOSE,
    /** A leader is killed right after an entry was applied, before anybody hears of it. */
    KILL_AFTER_APPLY,
    /** A leader loses its leadership and gets it back while a batch of it is on its way into the log. */
    REGAIN_LEADERSHIP,
    /** A leader hears very late that it leads no more. */
    LATE_OVER,
    /** A master that dies keeps what it has not synced. */
    KEEP_UNSYNCED,
    /** A publisher dies half-way. */
    BREAK_PUBLISH
}
