package dev.jangada.engine.run;

import dev.jangada.engine.task.TaskException;
import java.io.IOException;

/**
 * A moving view of records that are sorted by key. What it shows is valid until it advances. The fields are read by the
 * merge, which is why they are not private. Not thread-safe.
 */
public abstract class RecordCursor {

    /** Holds key and value of the current record. */
    protected byte[] bytes = new byte[0];
    /** Where the key starts. */
    protected int keyOffset;
    /** How long the key is. */
    protected int keyLength;
    /** Where the value starts. */
    protected int valueOffset;
    /** How long the value is. */
    protected int valueLength;
    /** The first word of the key; see {@link KeyBytes}. */
    protected long word;

    /** Moves to the next record; returns false at the end, after which nothing may be asked. */
    public abstract boolean advance() throws IOException, TaskException;

    /** Holds key and value of the current record. */
    public final byte[] bytes() {
        return bytes;
    }

    /** Where the key starts. */
    public final int keyOffset() {
        return keyOffset;
    }

    /** How long the key is. */
    public final int keyLength() {
        return keyLength;
    }

    /** Where the value starts. */
    public final int valueOffset() {
        return valueOffset;
    }

    /** How long the value is. */
    public final int valueLength() {
        return valueLength;
    }

    /** Shows the record that another cursor shows. */
    protected final void showSameAs(RecordCursor other) {
        bytes = other.bytes;
        keyOffset = other.keyOffset;
        keyLength = other.keyLength;
        valueOffset = other.valueOffset;
        valueLength = other.valueLength;
        word = other.word;
    }
}
