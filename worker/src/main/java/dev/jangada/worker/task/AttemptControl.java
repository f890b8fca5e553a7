package dev.jangada.worker.task;

import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.TaskCancelledException;
import org.jspecify.annotations.Nullable;

/** By which a running attempt is told to stop. Thread-safe. */
public final class AttemptControl implements CancellationCheck {

    private volatile boolean stopped;
    private @Nullable Thread runner;

    /** The calling thread runs the attempt from now on. */
    public synchronized void enter() {
        runner = Thread.currentThread();
    }

    /** The calling thread does something else from now on. */
    public synchronized void leave() {
        runner = null;
        boolean ignored = Thread.interrupted(); // a late interrupt was meant for this attempt, not for the next one
    }

    /** Tells the attempt to stop, and wakes it if it waits. */
    public synchronized void stop() {
        stopped = true;
        if (runner != null) {
            runner.interrupt();
        }
    }

    /** Whether a thread runs the attempt now. */
    public synchronized boolean isRunBy(Thread thread) {
        return thread.equals(runner);
    }

    /** Whether it was told to stop. */
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void check() throws TaskCancelledException {
        if (stopped) {
            throw new TaskCancelledException("stopped as it was told to");
        }
    }
}
