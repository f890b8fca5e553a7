package dev.jangada.engine.user;

import dev.jangada.api.Type;
import dev.jangada.api.Values;
import dev.jangada.engine.run.GroupCursor;
import dev.jangada.engine.run.RecordCursor;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.FailureLatch;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The values of the current group as user code sees them. A value is copied before it is decoded, so that a view of it
 * stays valid while {@code hasNext} looks ahead.
 */
public final class TypedValues implements Values<Object> {

    private static final int CHECK_EVERY = 1 << 4;

    private final GroupCursor groups;
    private final Type.Decoder<Object> decoder;
    private final FailureLatch latch;
    private final CancellationCheck cancellation;
    private final Cursor cursor = new Cursor();
    private byte[] copy = new byte[64];
    private boolean iterated;
    private long taken;

    /** Makes the values of all groups of a cursor, one group after the other. */
    public TypedValues(GroupCursor groups, Type<Object> type, FailureLatch latch, CancellationCheck cancellation) {
        this.groups = groups;
        this.decoder = type.decoder();
        this.latch = latch;
        this.cancellation = cancellation;
    }

    /** Allows the next iteration, for the next group. */
    public void startGroup() {
        iterated = false;
    }

    @Override
    public Iterator<Object> iterator() {
        if (iterated) {
            throw new IllegalStateException("the values of a key can be iterated only once: keep what you need");
        }
        iterated = true;
        return cursor;
    }

    private final class Cursor implements Iterator<Object> {
        @Override
        public boolean hasNext() {
            try {
                return groups.hasNextValue();
            } catch (IOException e) {
                throw latch.keep(e);
            } catch (TaskException e) {
                throw latch.keep(e);
            }
        }

        @Override
        public Object next() {
            try {
                if (!groups.nextValue()) {
                    throw new NoSuchElementException("the key has no more values");
                }
                if ((++taken & (CHECK_EVERY - 1)) == 0) {
                    cancellation.check();
                }
            } catch (IOException e) {
                throw latch.keep(e);
            } catch (TaskException e) {
                throw latch.keep(e);
            }
            RecordCursor record = groups.record();
            int length = record.valueLength();
            if (length > copy.length) {
                copy = new byte[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(length, copy.length * 2L))];
            }
            System.arraycopy(record.bytes(), record.valueOffset(), copy, 0, length);
            return decoder.decode(copy, 0, length);
        }
    }
}
