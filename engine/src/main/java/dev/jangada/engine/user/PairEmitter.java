package dev.jangada.engine.user;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Emitter;
import dev.jangada.api.TaskContext;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.FailureLatch;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;

/** Encodes the pairs that user code emits and hands them on. Owned by the task's thread. */
public final class PairEmitter implements Emitter<Object, Object> {

    private static final int CHECK_EVERY = 1 << 4;

    private final Type<Object> keyType;
    private final Type<Object> valueType;
    private final boolean textKey;
    private final boolean viewKey;
    private final boolean longKey;
    private final boolean longValue;
    private final ValueMode mode;
    private final PairTaker taker;
    private final TaskContext context;
    private final CancellationCheck cancellation;
    private final FailureLatch latch;
    private final ByteSink keySink = new ByteSink(64);
    private final ByteSink valueSink = new ByteSink(64);
    private long records;
    private long bytes;

    /** What is done with values. */
    public enum ValueMode {
        /** They are encoded by their type. */
        ENCODED,
        /** They are long numbers, taken as such. */
        NUMBER,
        /** They do not matter: each counts one. */
        COUNT
    }

    /** Takes encoded pairs. */
    public interface PairTaker {
        /** Takes a pair. */
        void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
                throws IOException, TaskException;

        /** Takes a pair whose value is a {@link Type#LONG}. */
        void addLong(byte[] key, int keyOffset, int keyLength, long value) throws IOException, TaskException;
    }

    /**
     * What pairs are.
     *
     * @param keyType the declared type of keys
     * @param valueType the declared type of values
     * @param mode what is done with values
     */
    public record Form(Type<Object> keyType, Type<Object> valueType, ValueMode mode) {}

    /** Hands pairs of a form to a taker; failures of the taker are kept in a latch. */
    public PairEmitter(
            Form form, PairTaker taker, TaskContext context, CancellationCheck cancellation, FailureLatch latch) {
        this.keyType = form.keyType();
        this.valueType = form.valueType();
        this.mode = form.mode();
        Object key = keyType;
        Object value = valueType;
        this.viewKey = key == Type.TEXT;
        this.textKey = viewKey || key == Type.STRING;
        this.longKey = key == Type.LONG;
        this.longValue = value == Type.LONG;
        this.taker = taker;
        this.context = context;
        this.cancellation = cancellation;
        this.latch = latch;
    }

    /** How many pairs were emitted. */
    public long records() {
        return records;
    }

    /** How many bytes their encoded keys and values had. */
    public long bytes() {
        return bytes;
    }

    @Override
    public TaskContext context() {
        return context;
    }

    @Override
    public void emit(Object key, Object value) {
        if (viewKey && key instanceof Utf8 view) {
            emitValue(view.bytes(), view.offset(), view.length(), value);
            return;
        }
        keySink.clear();
        keyType.encode(key, keySink);
        emitValue(keySink.bytes(), 0, keySink.length(), value);
    }

    @Override
    public void emit(Utf8 key, long value) {
        requireTextKey();
        emitNumber(key.bytes(), key.offset(), key.length(), value);
    }

    @Override
    public void emit(String key, long value) {
        requireTextKey();
        keySink.clear();
        keySink.writeUtf8(key);
        emitNumber(keySink.bytes(), 0, keySink.length(), value);
    }

    @Override
    public void emit(long key, long value) {
        if (!longKey) {
            throw new IllegalArgumentException("emit(long, long) needs a key of type LONG, not " + keyType.name());
        }
        keySink.clear();
        keySink.writeLong(key ^ Long.MIN_VALUE);
        emitNumber(keySink.bytes(), 0, keySink.length(), value);
    }

    private void requireTextKey() {
        if (!textKey) {
            throw new IllegalArgumentException(
                    "emit with a text key needs a key of type TEXT or STRING, not " + keyType.name());
        }
    }

    private void emitValue(byte[] key, int offset, int length, Object value) {
        if (mode == ValueMode.ENCODED) {
            valueSink.clear();
            valueType.encode(value, valueSink);
            takeEncoded(key, offset, length);
        } else {
            take(key, offset, length, mode == ValueMode.COUNT ? 1 : (Long) value);
        }
    }

    private void emitNumber(byte[] key, int offset, int length, long value) {
        if (mode == ValueMode.COUNT) {
            take(key, offset, length, 1);
        } else if (longValue) {
            take(key, offset, length, value);
        } else {
            valueSink.clear();
            valueType.encodeLong(value, valueSink);
            takeEncoded(key, offset, length);
        }
    }

    private void take(byte[] key, int offset, int length, long value) {
        try {
            taker.addLong(key, offset, length, value);
            count(length + Long.BYTES);
        } catch (IOException e) {
            throw latch.keep(e);
        } catch (TaskException e) {
            throw latch.keep(e);
        }
    }

    private void takeEncoded(byte[] key, int offset, int length) {
        try {
            taker.add(key, offset, length, valueSink.bytes(), 0, valueSink.length());
            count(length + valueSink.length());
        } catch (IOException e) {
            throw latch.keep(e);
        } catch (TaskException e) {
            throw latch.keep(e);
        }
    }

    private void count(long size) throws TaskException {
        bytes += size;
        if ((++records & (CHECK_EVERY - 1)) == 0) {
            cancellation.check();
        }
    }
}
