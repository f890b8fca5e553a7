package dev.jangada.engine.input;

import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.InputException;
import dev.jangada.engine.task.TaskException;
import dev.jangada.storage.ReadableFile;
import dev.jangada.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window on the file of the current range: bytes from a position on, in an array that grows as far as one record needs.
 * Goes through the ranges of a split one after the other. Owned by one thread.
 */
final class FileInput implements Closeable {

    /** How much is read at once. */
    static final int CHUNK = 256 << 10;
    /** The first window of a small split. */
    private static final int SMALLEST = 4 << 10;
    /** The longest record that can be read. */
    static final int LONGEST_RECORD = 1 << 30;

    private final Iterator<FileRange> ranges;
    private final Storage storage;
    private final CancellationCheck cancellation;
    private @Nullable FileRange range;
    private @Nullable ReadableFile file;
    private byte[] bytes;
    /** The window: {@code bytes[start..limit)} are the file's bytes from {@code position} on. */
    private int start;

    private int limit;
    private long position;

    FileInput(List<FileRange> ranges, Storage storage, CancellationCheck cancellation) {
        this.ranges = ranges.iterator();
        this.storage = storage;
        this.cancellation = cancellation;
        long total = 0;
        for (FileRange each : ranges) {
            total += each.length();
        }
        this.bytes = new byte[(int) Math.min(CHUNK, Math.max(SMALLEST, Long.highestOneBit(total) << 1))];
    }

    /** Opens the next range, with an empty window at an offset of its file; returns false when there is none. */
    boolean nextRange() throws IOException, TaskException {
        close();
        if (!ranges.hasNext()) {
            range = null;
            return false;
        }
        cancellation.check();
        range = ranges.next();
        file = storage.open(range.path());
        moveTo(range.offset());
        return true;
    }

    /** The range that is open. */
    FileRange range() {
        if (range == null) {
            throw new IllegalStateException("no range is open");
        }
        return range;
    }

    /** The range that is open, or null before the first and after the last. */
    @Nullable
    FileRange rangeOrNull() {
        return range;
    }

    /** Empties the window and moves it. */
    void moveTo(long newPosition) {
        position = newPosition;
        start = 0;
        limit = 0;
    }

    /** Where in the file the window starts. */
    long position() {
        return position;
    }

    /** The array with the window; changes when more is read. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the window starts in the array. */
    int start() {
        return start;
    }

    /** Where the window ends in the array. */
    int limit() {
        return limit;
    }

    /** Drops bytes from the start of the window. */
    void drop(int count) {
        start += count;
        position += count;
    }

    /** Widens the window by some of the file's next bytes; returns false at the end of the file. */
    boolean more() throws IOException, TaskException {
        cancellation.check();
        makeRoom();
        if (file == null) {
            throw new IllegalStateException("no range is open");
        }
        int read = file.read(position + (limit - start), bytes, limit, Math.min(CHUNK, bytes.length - limit));
        if (read > 0) {
            limit += read;
        }
        return read > 0;
    }

    private void makeRoom() throws InputException {
        if (start == limit) {
            start = 0;
            limit = 0;
        } else if (bytes.length - limit < bytes.length / 2 && start > 0) {
            System.arraycopy(bytes, start, bytes, 0, limit - start);
            limit -= start;
            start = 0;
        }
        if (limit == bytes.length) {
            if (bytes.length >= LONGEST_RECORD) {
                throw new InputException("file " + range().displayName() + " has a record of more than "
                        + LONGEST_RECORD + " bytes at byte offset " + position + ": records must be smaller");
            }
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
    }

    /** Widens the window to at least some bytes; returns false when the file ends before. */
    boolean require(int count) throws IOException, TaskException {
        while (limit - start < count) {
            if (!more()) {
                return false;
            }
        }
        return true;
    }

    /** The file ended before the range did. */
    InputException endedEarly() {
        FileRange now = range();
        return new InputException("file " + now.displayName() + " became shorter while the job ran: it ended at byte "
                + position + " of at least " + now.end());
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
