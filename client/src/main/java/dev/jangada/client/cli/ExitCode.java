package dev.jangada.client.cli;

/** What the process says at its end. */
final class ExitCode {
    /** It was done; a job that was waited for has succeeded. */
    static final int SUCCEEDED = 0;
    /** The job failed, or could not be run as described, or the request was refused. */
    static final int FAILED = 1;
    /** The command line alone shows that it is wrong. */
    static final int USAGE = 2;
    /** No leader could be reached. */
    static final int NO_LEADER = 3;
    /** The job was cancelled. */
    static final int CANCELLED = 4;
    /** The wait is over before the job; the job goes on. */
    static final int TIMED_OUT = 5;
    /** What shells expect of a process that ended by Ctrl-C. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
