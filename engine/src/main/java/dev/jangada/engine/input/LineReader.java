package dev.jangada.engine.input;

import dev.jangada.api.Utf8;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that start in a split, without their LF. A range that does not begin with the file begins with the first
 * line that starts after the first LF at or after the byte before it, so ranges may cut anywhere.
 */
final class LineReader extends RecordReader {

    private final FileInput input;
    private final Utf8 line = new Utf8();
    private boolean inRange;
    private long end;
    private long offset;
    private long number;
    private boolean numbered;
    private long bytesRead;
    /** The line and its LF, still in the window. */
    private int consumed;

    LineReader(FileInput input) {
        this.input = input;
    }

    @Override
    public boolean next() throws IOException, TaskException {
        input.drop(consumed);
        consumed = 0;
        while (!inRange || input.position() >= end || !readLine()) {
            if (!openRange()) {
                return false;
            }
        }
        return true;
    }

    /** Opens the next range and moves to its first line; returns false when there is none. */
    private boolean openRange() throws IOException, TaskException {
        inRange = input.nextRange();
        if (!inRange) {
            return false;
        }
        FileRange range = input.range();
        end = range.end();
        numbered = range.firstLine() > 0;
        number = range.firstLine() - 1;
        if (range.offset() > 0) {
            input.moveTo(range.offset() - 1);
            skipLine();
        }
        return true;
    }

    /** Moves past the next LF, or to the end of the range when there is none before it. */
    private void skipLine() throws IOException, TaskException {
        while (input.position() < end) {
            if (input.start() == input.limit() && !input.more()) {
                throw input.endedEarly();
            }
            int from = input.start();
            int found = Newlines.find(input.bytes(), from, input.limit());
            if (found >= 0) {
                input.drop(found + 1 - from);
                return;
            }
            input.drop(input.limit() - from);
        }
    }

    /** Reads the line at the window's start, which is in the range. */
    private boolean readLine() throws IOException, TaskException {
        int scanned = 0;
        int found = Newlines.find(input.bytes(), input.start(), input.limit());
        while (found < 0) {
            scanned = input.limit() - input.start();
            if (!input.more()) {
                break;
            }
            found = Newlines.find(input.bytes(), input.start() + scanned, input.limit());
        }
        int length = found < 0 ? scanned : found - input.start();
        consumed = found < 0 ? scanned : length + 1;
        if (consumed == 0 || (found < 0 && input.position() + consumed < end)) {
            throw input.endedEarly();
        }
        line.point(input.bytes(), input.start(), length);
        offset = input.position();
        number++;
        bytesRead += consumed;
        return true;
    }

    @Override
    public Object record() {
        return line;
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
    public long lineNumber() {
        return numbered ? number : 0;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
