package dev.jangada.worker.shuffle;

import dev.jangada.engine.task.TaskException;

/** A map output that a reduce attempt needs is being made again. The attempt gives its slot back. */
public final class OutputMissingException extends TaskException {

    private static final long serialVersionUID = 1L;

    /** With the map whose output is missing. */
    public OutputMissingException(int map) {
        super("the output of map task " + map + " is being made again", null);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
