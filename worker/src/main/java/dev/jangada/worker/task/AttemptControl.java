package dev.jangada.worker.task;

import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.TaskCancelledException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * By which a running attempt is told to stop, and by which it shows that it lives: it asks whether to go on with every
 * record, group of values, or block of data, so an attempt that asks no more hangs, most likely in user code. Thread-safe.
 */
public final class AttemptControl implements CancellationCheck {

    private final AtomicLong asked = new AtomicLong();
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

    /** How often the attempt has asked whether to go on; a rough count. */
    public long pulse() {
        return asked.getOpaque();
    }

    @Override
    public void check() throws TaskCancelledException {
        asked.setOpaque(asked.getPlain() + 1); // by one thread, and as cheap as a plain write
        if (stopped) {
            throw new TaskCancelledException("stopped as it was told to");
        }
    }
}
