package dev.jangada.engine.task;

import org.jspecify.annotations.Nullable;

/** A map's output could not be fetched, so that map may have to run again. */
public final class SegmentUnavailableException extends TaskException {

    private static final long serialVersionUID = 1L;

    private final int mapIndex;

    /** With the index of the map task and what went wrong. */
    public SegmentUnavailableException(int mapIndex, @Nullable Throwable cause) {
        super("the output of map task " + mapIndex + " is not available: " + cause, cause);
        this.mapIndex = mapIndex;
    }

    /** The index of the map task. */
    public int mapIndex() {
        return mapIndex;
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
