package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ExecutorLastWords;
import dev.jangada.protocol.v1.ExecutorLastWords.Cause;
import dev.jangada.worker.attempt.AttemptNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a child JVM ended.
 *
 * @param exitCode its exit code; 128 + n for signal n
 * @param lastWords what it said before; absent if nothing
 * @param stray the beginning of what it wrote instead of an event, for which its worker killed it; absent if nothing
 * @param heapBytes its heap
 * @param slots the attempts that shared it
 */
record ChildDeath(
        int exitCode,
        @Nullable ExecutorLastWords lastWords,
        @Nullable String stray,
        long heapBytes,
        int slots) {

    private static final int SIGNALLED = 128;
    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    /** The attempt by whose doing it ended, as it said itself; null if it did not. */
    @Nullable
    AttemptRef namedAttempt() {
        return lastWords != null && lastWords.hasAttempt() ? lastWords.getAttempt() : null;
    }

    /** A sentence for one of the attempts that ended with it. */
    String sentence(AttemptRef attempt) {
        if (lastWords != null
                && lastWords.hasAttempt()
                && !lastWords.getAttempt().equals(attempt)) {
            return "the executor ended under this attempt: "
                    + cause("attempt " + AttemptNames.text(lastWords.getAttempt()));
        }
        return cause(lastWords != null && lastWords.hasAttempt() ? "the attempt" : "one of its attempts");
    }

    private String cause(String who) {
        Cause cause = lastWords == null ? Cause.CAUSE_UNSPECIFIED : lastWords.getCause();
        String where = lastWords == null ? "" : lastWords.getWhere();
        return switch (cause) {
            case EXIT_CALLED ->
                "user code of " + who + " called System.exit(" + exitCode + ") in " + where
                        + ", which ended the executor: let it throw an exception instead";
            case OUT_OF_MEMORY -> outOfMemory(who, where);
            case CAUSE_UNSPECIFIED, UNRECOGNIZED -> unexplained();
        };
    }

    private String outOfMemory(String who, String where) {
        return who + " ran out of memory (" + where + "): the executor's heap is " + (heapBytes >> 20) + " MiB for "
                + slots + " slots; give the worker more memory or fewer slots";
    }

    private String unexplained() {
        if (exitCode == ExecutorMain.OUT_OF_MEMORY) {
            return outOfMemory("one of its attempts", "Java heap space");
        }
        if (stray != null) {
            return "the worker ended the executor, which wrote something to its standard output that is not a message: \""
                    + stray + "\" (native code, or options of the JVM that print?)";
        }
        if (exitCode > SIGNALLED) {
            int signal = exitCode - SIGNALLED;
            String name = SIGNALS.getOrDefault(signal, "signal " + signal);
            String hint = signal == 9
                    ? "somebody killed it, perhaps the system for want of memory"
                    : "see the worker's log of the executor";
            return "the executor was ended by " + name + ": " + hint;
        }
        return "the executor ended with exit code " + exitCode
                + " and without notice: user code called Runtime.halt, or the JVM crashed";
    }
}
