package dev.jangada.coordinator.state;

/** The bounds of the replicated state. Part of the core's meaning: changing one needs a new log format. */
public final class Limits {
    /** Jobs that have not ended. */
    public static final int LIVE_JOBS = 1_000;
    /** Map and reduce tasks of a job. */
    public static final int TASKS_PER_JOB = 1_000_000;
    /** Reduce tasks of a job. */
    public static final int REDUCES_PER_JOB = 100_000;
    /** Failures or losses of one task that a job may allow at most. */
    public static final int BUDGET_PER_TASK = 1_000;
    /** Workers tell progress with each heartbeat: a shorter attempt timeout would end healthy attempts. */
    public static final long ATTEMPT_TIMEOUT_MILLIS_LEAST = 1_000;
    /** The longest time that a job may name: a year. */
    public static final long JOB_TIME_MILLIS = 365L * 24 * 3_600_000;
    /** Bytes of all splits of a job. */
    public static final long SPLIT_BYTES_PER_JOB = 256L << 20;
    /** Bytes that a plan gives to every task. */
    public static final int SHARED_BYTES = 4 << 20;
    /** Worker ids, those of retired workers included. */
    public static final int WORKERS = 10_000;
    /** Live attempts that a worker may hold for each of its slots. */
    public static final int ATTEMPTS_PER_SLOT = 64;
    /** Slots of a worker. */
    public static final int SLOTS = 10_000;
    /** Tokens of dropped jobs; the oldest is forgotten first. */
    public static final int FORGOTTEN_JOBS = 100_000;
    /** Terms that are remembered. */
    public static final int TERMS = 100;
    /** The first and the last entries of a job's history that are kept. */
    public static final int HISTORY_HEAD = 200;
    /** See {@link #HISTORY_HEAD}. */
    public static final int HISTORY_TAIL = 800;
    /** Attempts of a task that are remembered. */
    public static final int ATTEMPTS_REMEMBERED = 16;
    /** Failures with log tail that a job remembers. */
    public static final int RECENT_FAILURES = 20;
    /** Processes that a worker id remembers to have been replaced. */
    public static final int SUPERSEDED = 16;
    /** Different counters of a job. */
    public static final int COUNTERS_PER_JOB = 1_000;
    /** Counters of one attempt. */
    public static final int COUNTERS_PER_ATTEMPT = 200;
    /** Pairs of workers of a job of which one could not reach the other; the oldest is forgotten first. */
    public static final int UNREACHED_PER_JOB = 1_000;
    /** Records of a job that are left out at most, whatever its options say. */
    public static final int SKIPS_PER_JOB = 10_000;
    /** Characters that say where a record is. */
    public static final int WHERE_LENGTH = 300;
    /** Characters of a reason or a cause. */
    public static final int REASON_LENGTH = 500;
    /** Characters of a failure's message. */
    public static final int MESSAGE_LENGTH = 2_000;
    /** Characters of what a lost attempt printed last. */
    public static final int LOST_LOG_LENGTH = 2_000;
    /** Characters of a failure's log tail. */
    public static final int LOG_TAIL_LENGTH = 8_000;

    private Limits() {}

    /** The beginning of {@code text}, at most {@code length} characters, never half a code point. */
    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }

    /** The end of {@code text}, at most {@code length} characters, never half a code point. */
    public static String cutHead(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int start = text.length() - length;
        return text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
    }
}
