package dev.jangada.engine.task;

import java.util.OptionalInt;

/** Bytes of a run file are not what was written: a checksum, a magic number or a length is wrong. */
public final class CorruptSegmentException extends TaskException {

    private static final long serialVersionUID = 1L;

    private final int mapIndex;

    /**
     * With where it is and what is wrong.
     *
     * @param mapIndex the map task that wrote it, or -1 when it is the attempt's own spill
     */
    public CorruptSegmentException(int mapIndex, String where, String problem) {
        super("corrupt run " + where + ": " + problem, null);
        this.mapIndex = mapIndex;
    }

    /** The map task whose output is corrupt; empty when it is a file of this very attempt. */
    public OptionalInt mapIndex() {
        return mapIndex < 0 ? OptionalInt.empty() : OptionalInt.of(mapIndex);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
