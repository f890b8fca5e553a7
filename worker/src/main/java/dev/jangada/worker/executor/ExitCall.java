package dev.jangada.worker.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code System.exit} that waits for the shutdown hooks, as one of them sees it. A signal makes none.
 *
 * @param thread who called
 * @param caller the frame that called
 */
public record ExitCall(Thread thread, String caller) {

    /** All calls under way. */
    public static List<ExitCall> underWay() {
        List<ExitCall> calls = new ArrayList<>();
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            String caller = callerOfExit(thread.getValue());
            if (caller != null) {
                calls.add(new ExitCall(thread.getKey(), caller));
            }
        }
        return calls;
    }

    /** The frame that called {@code System.exit}, or null when none of these did. */
    private static @Nullable String callerOfExit(StackTraceElement[] frames) {
        boolean exits = false;
        for (StackTraceElement frame : frames) {
            boolean isExit = frame.getMethodName().equals("exit")
                    && (frame.getClassName().equals("java.lang.Runtime")
                            || frame.getClassName().equals("java.lang.System"));
            if (exits && !isExit) {
                return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")";
            }
            exits |= isExit;
        }
        return null;
    }
}
