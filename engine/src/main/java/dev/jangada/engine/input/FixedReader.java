package dev.jangada.engine.input;

import dev.jangada.api.Utf8;
import dev.jangada.engine.task.InputException;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of a fixed length that start in a split. Each file tells by its first record whether newlines follow the
 * records; if so they belong to them, and a last record without one is given it, so that all records are alike.
 */
final class FixedReader extends RecordReader {

    private final FileInput input;
    private final int recordBytes;
    private final Utf8 record = new Utf8();
    private boolean inRange;
    private int stride;
    private byte[] newline = new byte[0];
    private long end;
    private long offset;
    private long bytesRead;
    private int consumed;

    FixedReader(FileInput input, int recordBytes) {
        this.input = input;
        this.recordBytes = recordBytes;
    }

    @Override
    public boolean next() throws IOException, TaskException {
        input.drop(consumed);
        consumed = 0;
        while (!inRange || input.position() >= end) {
            if (!openRange()) {
                return false;
            }
        }
        readRecord();
        return true;
    }

    private boolean openRange() throws IOException, TaskException {
        inRange = input.nextRange();
        if (!inRange) {
            return false;
        }
        FileRange range = input.range();
        end = range.end();
        findStride();
        long first = (range.offset() + stride - 1) / stride * stride;
        input.moveTo(first);
        return true;
    }

    private void findStride() throws IOException, TaskException {
        input.moveTo(0);
        input.require(recordBytes + 2);
        byte[] bytes = input.bytes();
        int after = input.start() + recordBytes;
        int available = input.limit() - after;
        newline = new byte[0];
        if (available >= 0 && bytes[after - 1] == '\n') {
            newline = recordBytes > 1 && bytes[after - 2] == '\r' ? new byte[] {'\r', '\n'} : new byte[] {'\n'};
            stride = recordBytes;
            return;
        }
        if (available >= 1 && bytes[after] == '\n') {
            newline = new byte[] {'\n'};
        } else if (available >= 2 && bytes[after] == '\r' && bytes[after + 1] == '\n') {
            newline = new byte[] {'\r', '\n'};
        }
        stride = recordBytes + newline.length;
    }

    private void readRecord() throws IOException, TaskException {
        offset = input.position();
        if (input.require(stride)) {
            record.point(input.bytes(), input.start(), stride);
            consumed = stride;
        } else {
            consumed = input.limit() - input.start();
            if (input.position() + consumed < end) {
                throw input.endedEarly();
            }
            if (consumed != stride - newline.length || newline.length == 0) {
                throw new InputException("file " + input.range().displayName() + " does not consist of records of "
                        + stride + " bytes: " + consumed + " bytes are left over at byte offset " + offset);
            }
            byte[] completed = Arrays.copyOfRange(input.bytes(), input.start(), input.start() + stride);
            System.arraycopy(newline, 0, completed, consumed, newline.length);
            record.point(completed, 0, stride);
        }
        bytesRead += consumed;
    }

    @Override
    public Object record() {
        return record;
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public @Nullable String fileOrNull() {
        FileRange range = input.rangeOrNull();
        return range == null ? null : range.displayName();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
