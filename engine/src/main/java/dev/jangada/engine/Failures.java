package dev.jangada.engine;

import dev.jangada.engine.task.TaskCancelledException;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.TaskIoException;
import java.io.IOException;

/** What input and output failures mean to a task. */
final class Failures {

    private Failures() {}

    /** An interrupt closes files under their readers, so what follows an interrupt is a cancellation. */
    static TaskException of(IOException failure) {
        return Thread.currentThread().isInterrupted()
                ? new TaskCancelledException("the attempt was interrupted")
                : new TaskIoException(failure);
    }
}
