package dev.jangada.engine.input;

import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.TaskException;
import dev.jangada.storage.ReadableFile;
import dev.jangada.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the number of the first line of each range, by counting the newlines before it. A file that is not cut is not read.
 * The ranges of a file come one after the other. Owned by one thread.
 */
public final class LineNumbering {

    private static final int CHUNK = 1 << 20;

    private final Storage storage;
    private final CancellationCheck cancellation;
    private final byte[] buffer = new byte[CHUNK];
    private @Nullable FileRange last;
    /** The newlines in the last file before {@link #counted}. */
    private long newlines;

    private long counted;

    private LineNumbering(Storage storage, CancellationCheck cancellation) {
        this.storage = storage;
        this.cancellation = cancellation;
    }

    /** The splits with numbered ranges. */
    public static List<Split> number(List<Split> splits, Storage storage, CancellationCheck cancellation)
            throws IOException, TaskException {
        LineNumbering numbering = new LineNumbering(storage, cancellation);
        List<Split> numbered = new ArrayList<>(splits.size());
        for (Split split : splits) {
            List<FileRange> ranges = new ArrayList<>(split.ranges().size());
            for (FileRange range : split.ranges()) {
                ranges.add(numbering.number(range));
            }
            numbered.add(new Split(split.number(), ranges));
        }
        return numbered;
    }

    private FileRange number(FileRange range) throws IOException, TaskException {
        long firstLine = 1;
        if (range.offset() > 0) {
            if (last == null || !last.path().equals(range.path()) || counted > range.offset() - 1) {
                newlines = 0;
                counted = 0;
            }
            countTo(range.path(), range.offset() - 1);
            // The range begins after the next newline, which ends line newlines + 1.
            firstLine = newlines + 2;
        }
        last = range;
        return new FileRange(range.path(), range.displayName(), range.offset(), range.length(), firstLine);
    }

    private void countTo(String path, long end) throws IOException, TaskException {
        try (ReadableFile file = storage.open(path)) {
            while (counted < end) {
                cancellation.check();
                int read = file.read(counted, buffer, 0, (int) Math.min(CHUNK, end - counted));
                if (read < 0) {
                    return; // The file became shorter; the map task that reads this range will say so.
                }
                newlines += Newlines.count(buffer, 0, read);
                counted += read;
            }
        }
    }
}
