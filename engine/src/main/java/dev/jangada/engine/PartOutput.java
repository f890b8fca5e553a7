package dev.jangada.engine;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Type;
import dev.jangada.api.plan.OutputFormat;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.PartSummary;
import dev.jangada.storage.PartWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders records into an output part, or nowhere when the job discards its output. Owned by one thread. */
final class PartOutput implements Closeable {

    private static final int BUFFER = 256 << 10;

    private final OutputFormat format;
    private final @Nullable PartWriter writer;
    private final ByteSink buffer = new ByteSink(BUFFER);
    private long records;
    private long bytes;

    private PartOutput(OutputFormat format, @Nullable PartWriter writer) {
        this.format = format;
        this.writer = writer;
    }

    /** Starts a part, unless the format says that there is none. */
    static PartOutput start(OutputFormat format, OutputArea area, String partName, int attempt) throws IOException {
        return new PartOutput(format, format == OutputFormat.DISCARD ? null : area.createPart(partName, attempt));
    }

    /** Writes a record of a map-only job. */
    void writeRecord(Type<Object> type, byte[] encoded, int offset, int length) throws IOException {
        if (writer == null) {
            return;
        }
        type.render(encoded, offset, length, buffer);
        if (format != OutputFormat.RAW) {
            buffer.write((byte) '\n');
        }
        written();
    }

    /** Writes a pair of a reduce. The ranges of key and value may lie in different arrays. */
    void writePair(PairTypes types, byte[] key, int keyOffset, int keyLength, Range value) throws IOException {
        if (writer == null) {
            return;
        }
        switch (format) {
            case TEXT -> {
                types.key().render(key, keyOffset, keyLength, buffer);
                buffer.write((byte) '\t');
                types.value().render(value.bytes, value.offset, value.length, buffer);
                buffer.write((byte) '\n');
            }
            case KEYS -> {
                types.key().render(key, keyOffset, keyLength, buffer);
                buffer.write((byte) '\n');
            }
            case VALUES -> {
                types.value().render(value.bytes, value.offset, value.length, buffer);
                buffer.write((byte) '\n');
            }
            case RAW -> types.value().render(value.bytes, value.offset, value.length, buffer);
            case DISCARD -> throw new IllegalStateException("nothing is written");
        }
        written();
    }

    private void written() throws IOException {
        records++;
        if (buffer.length() >= BUFFER) {
            drain();
        }
    }

    private void drain() throws IOException {
        if (writer != null && buffer.length() > 0) {
            writer.write(buffer.bytes(), 0, buffer.length());
            bytes += buffer.length();
            buffer.clear();
        }
    }

    /** Makes the part durable. */
    Optional<PartSummary> commit(CounterTally tally) throws IOException {
        drain();
        if (writer == null) {
            return Optional.empty();
        }
        PartSummary summary = writer.commit(records);
        tally.add(Counter.OUTPUT_RECORDS, records);
        tally.add(Counter.OUTPUT_BYTES, bytes);
        return Optional.of(summary);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }

    /**
     * The types of a pair.
     *
     * @param key how keys are rendered
     * @param value how values are rendered
     */
    record PairTypes(Type<Object> key, Type<Object> value) {}

    /** A range of an array, reused from pair to pair. */
    static final class Range {
        private byte[] bytes = new byte[0];
        private int offset;
        private int length;

        Range point(byte[] newBytes, int newOffset, int newLength) {
            bytes = newBytes;
            offset = newOffset;
            length = newLength;
            return this;
        }
    }
}
