package dev.jangada.engine.task;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Carries failures of the engine through user code that called it. User code may catch what is thrown at it, so the first
 * failure is kept here, and whoever called the user code asks for it afterwards. Owned by the task's thread.
 */
public final class FailureLatch {

    private @Nullable IOException io;
    private @Nullable TaskException task;

    /** Keeps a failure, unless there is one already, and returns what to throw at user code. */
    public EngineFailure keep(IOException failure) {
        if (!isSet()) {
            io = failure;
        }
        return new EngineFailure(failure);
    }

    /** Keeps a failure, unless there is one already, and returns what to throw at user code. */
    public EngineFailure keep(TaskException failure) {
        if (!isSet()) {
            task = failure;
        }
        return new EngineFailure(failure);
    }

    /** Whether there was a failure. */
    public boolean isSet() {
        return io != null || task != null;
    }

    /** Throws the failure if there was one. */
    public void check() throws IOException, TaskException {
        if (io != null) {
            throw io;
        }
        if (task != null) {
            throw task;
        }
    }

    /** Unwinds user code; the latch that made it has the failure. */
    public static final class EngineFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private EngineFailure(Exception cause) {
            super("the engine could not go on: " + cause.getMessage(), cause);
        }
    }
}
