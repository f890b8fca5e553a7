package dev.jangada.engine.task;

/** Told how far a task is; called often, from the task's thread. */
@FunctionalInterface
public interface ProgressSink {

    /** Forgets it. */
    ProgressSink NONE = fraction -> {};

    /** The part of the work that is done, from 0 to 1, never decreasing. */
    void progress(double fraction);
}
