package dev.jangada.engine.run;

import dev.jangada.api.plan.KeyPrefix;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks over sorted records by groups of equal keys, or of keys with equal beginnings. The key of the group, which is the
 * first one in it, is a copy, so it stays while its values pass.
 */
public final class GroupCursor {

    private final RecordCursor records;
    private final @Nullable KeyPrefix grouping;
    private byte[] key = new byte[64];
    private int keyLength;
    private int prefixLength;
    private long keyWord;
    /** The cursor is at a record that nobody has taken yet. */
    private boolean pending;

    private boolean atEnd;
    private boolean inGroup;

    /** Groups the records of a cursor that has not been advanced yet, by whole keys. */
    public GroupCursor(RecordCursor records) {
        this(records, Optional.empty());
    }

    /** Groups them by beginnings of keys, if there is a rule for these. */
    public GroupCursor(RecordCursor records, Optional<KeyPrefix> grouping) {
        this.records = records;
        this.grouping = grouping.orElse(null);
    }

    /** Goes to the next group, past values of this one that were not taken; returns false at the end. */
    public boolean nextGroup() throws IOException, TaskException {
        while (inGroup && hasNextValue()) {
            pending = false;
        }
        if (!pending && !atEnd) {
            fetch();
        }
        if (atEnd) {
            return false;
        }
        keyLength = records.keyLength;
        if (keyLength > key.length) {
            key = new byte[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(keyLength, key.length * 2L))];
        }
        System.arraycopy(records.bytes, records.keyOffset, key, 0, keyLength);
        keyWord = records.word;
        prefixLength = grouping == null ? keyLength : grouping.length(key, 0, keyLength);
        inGroup = true;
        return true;
    }

    /** Whether the group has another value. */
    public boolean hasNextValue() throws IOException, TaskException {
        if (!inGroup) {
            return false;
        }
        if (pending) {
            return true;
        }
        fetch();
        inGroup = !atEnd && sameKey();
        return inGroup;
    }

    /** Goes to the next value of the group, which {@link #record()} then shows; returns false when there is none. */
    public boolean nextValue() throws IOException, TaskException {
        boolean there = hasNextValue();
        pending &= !there;
        return there;
    }

    private void fetch() throws IOException, TaskException {
        pending = records.advance();
        atEnd = !pending;
    }

    private boolean sameKey() {
        if (grouping != null) {
            int end = records.keyOffset + prefixLength;
            return records.keyLength >= prefixLength
                    && Arrays.equals(records.bytes, records.keyOffset, end, key, 0, prefixLength);
        }
        return records.word == keyWord
                && records.keyLength == keyLength
                && Arrays.equals(records.bytes, records.keyOffset, records.keyOffset + keyLength, key, 0, keyLength);
    }

    /** The record that holds the current value; valid until the next question for a value or a group. */
    public RecordCursor record() {
        return records;
    }

    /** Holds the key of the group from index 0. */
    public byte[] key() {
        return key;
    }

    /** How long the key is. */
    public int keyLength() {
        return keyLength;
    }
}
