package dev.jangada.engine.collect;

import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RecordCursor;
import dev.jangada.engine.task.CorruptSegmentException;

/** Values of {@link dev.jangada.api.Type#LONG} in records. */
public final class Longs {

    private Longs() {}

    /** The value of the record that a cursor is at. */
    public static long decode(RecordCursor record) throws CorruptSegmentException {
        if (record.valueLength() != Long.BYTES) {
            throw new CorruptSegmentException(-1, "(merged)", "a number is 8 bytes long, not " + record.valueLength());
        }
        return KeyBytes.word(record.bytes(), record.valueOffset(), Long.BYTES) ^ Long.MIN_VALUE;
    }
}
