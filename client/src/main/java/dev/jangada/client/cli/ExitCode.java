package dev.jangada.client.cli;

/** What the process says at its end. */
public final class ExitCode {
    /** It was done; a job that was waited for has succeeded. */
    public static final int SUCCEEDED = 0;
    /** The job failed, or could not be run as described, or the request was refused. */
    public static final int FAILED = 1;
    /** The command line alone shows that it is wrong. */
    public static final int USAGE = 2;
    /** No leader could be reached. */
    public static final int NO_LEADER = 3;
    /** The job was cancelled. */
    public static final int CANCELLED = 4;
    /** The wait is over before the job; the job goes on. */
    public static final int TIMED_OUT = 5;
    /** What shells expect of a process that ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
