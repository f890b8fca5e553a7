package dev.jangada.engine;

import dev.jangada.engine.collect.Combination;
import dev.jangada.engine.collect.Spills;
import dev.jangada.engine.run.MergeCursor;
import dev.jangada.engine.run.RecordCursor;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.run.SegmentReader;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a reduce attempt: takes them in any order, keeps small ones in memory and others in files, and merges
 * them in the order of the maps, in several passes when there are many. Owned by one thread.
 */
final class ShuffledSegments implements Closeable {

    private final ReduceTask task;
    private final TaskEnvironment environment;
    private final Combination combination;
    private final CounterTally tally;
    /** By map index; null until it has come. */
    private final @Nullable Held[] held;

    private final List<Path> files = new ArrayList<>();
    private final List<SegmentReader> open = new ArrayList<>();
    private long memory;
    private long bytes;

    /** Something that can be read as a segment. */
    private interface Held {
        boolean isEmpty();

        SegmentReader open() throws IOException, TaskException;
    }

    private static final class InMemory implements Held {
        private final int mapIndex;
        private final byte[] content;

        InMemory(int mapIndex, byte[] content) {
            this.mapIndex = mapIndex;
            this.content = content;
        }

        @Override
        public boolean isEmpty() {
            return content.length == 0;
        }

        @Override
        public SegmentReader open() {
            return SegmentReader.inMemory(content, mapIndex);
        }
    }

    /** A map index of -1 means a file of this attempt. */
    private record OnDisk(int mapIndex, Path file, long offset, long length) implements Held {
        @Override
        public boolean isEmpty() {
            return length == 0;
        }

        @Override
        public SegmentReader open() throws IOException, TaskException {
            try {
                return SegmentReader.inFile(file, offset, length, mapIndex);
            } catch (IOException e) {
                if (mapIndex < 0) {
                    throw e;
                }
                throw new SegmentUnavailableException(mapIndex, e);
            }
        }
    }

    ShuffledSegments(ReduceTask task, TaskEnvironment environment, Combination combination, CounterTally tally) {
        this.task = task;
        this.environment = environment;
        this.combination = combination;
        this.tally = tally;
        this.held = new Held[task.maps()];
    }

    /** Takes one segment of every map. */
    void takeAll(SegmentSource source) throws IOException, TaskException, InterruptedException {
        for (int taken = 0; taken < task.maps(); taken++) {
            environment.cancellation().check();
            Segment segment = source.next();
            int index = segment.mapIndex();
            if (index < 0 || index >= held.length || held[index] != null) {
                throw new IllegalStateException("the segment of map " + index + " was not expected (again)");
            }
            held[index] = hold(segment);
            bytes += segment.length();
            environment.progress().progress(0.5 * (taken + 1) / task.maps());
        }
        tally.add(Counter.SHUFFLE_BYTES, bytes);
    }

    /** The bytes of all segments. */
    long bytes() {
        return bytes;
    }

    private Held hold(Segment segment) throws IOException, TaskException {
        if (segment instanceof Segment.InFile file) {
            return new OnDisk(file.mapIndex(), file.file(), file.offset(), file.length());
        }
        Segment.Streamed streamed = (Segment.Streamed) segment;
        try (InputStream stream = streamed.stream()) {
            if (memory + streamed.length() <= environment.memoryBytes() / 2) {
                return new InMemory(streamed.mapIndex(), readIntoMemory(streamed, stream));
            }
            return copyToFile(streamed, stream);
        }
    }

    private byte[] readIntoMemory(Segment.Streamed segment, InputStream stream) throws SegmentUnavailableException {
        int length = Math.toIntExact(segment.length());
        byte[] content;
        try {
            content = stream.readNBytes(length);
        } catch (IOException e) {
            throw new SegmentUnavailableException(segment.mapIndex(), e);
        }
        if (content.length < length) {
            throw endedEarly(segment, content.length);
        }
        memory += length;
        return content;
    }

    private Held copyToFile(Segment.Streamed segment, InputStream stream) throws IOException, TaskException {
        Path file = newFile("shuffle-" + segment.mapIndex() + ".seg");
        byte[] chunk = new byte[64 << 10];
        long left = segment.length();
        try (OutputStream out = Files.newOutputStream(file)) {
            while (left > 0) {
                environment.cancellation().check();
                int read = readChunk(segment, stream, chunk, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    throw endedEarly(segment, segment.length() - left);
                }
                out.write(chunk, 0, read);
                left -= read;
            }
        }
        return new OnDisk(segment.mapIndex(), file, 0, segment.length());
    }

    private static int readChunk(Segment.Streamed segment, InputStream stream, byte[] chunk, int length)
            throws SegmentUnavailableException {
        try {
            return stream.read(chunk, 0, length);
        } catch (IOException e) {
            throw new SegmentUnavailableException(segment.mapIndex(), e);
        }
    }

    private static SegmentUnavailableException endedEarly(Segment.Streamed segment, long got) {
        return new SegmentUnavailableException(
                segment.mapIndex(),
                new EOFException("the stream ended after " + got + " of " + segment.length() + " bytes"));
    }

    private Path newFile(String name) {
        Path file = environment.workDirectory().resolve(name);
        files.add(file);
        return file;
    }

    /** The merge of all segments; they have been taken. */
    RecordCursor merged() throws IOException, TaskException {
        List<Held> runs = new ArrayList<>();
        for (Held segment : held) {
            if (segment != null && !segment.isEmpty()) {
                runs.add(segment);
            }
        }
        for (int pass = 0; runs.size() > Spills.MERGE_WIDTH; pass++) {
            runs = mergeOnce(runs, pass);
        }
        return cursor(runs);
    }

    private List<Held> mergeOnce(List<Held> runs, int pass) throws IOException, TaskException {
        List<Held> merged = new ArrayList<>();
        for (int from = 0; from < runs.size(); from += Spills.MERGE_WIDTH) {
            List<Held> group = runs.subList(from, Math.min(from + Spills.MERGE_WIDTH, runs.size()));
            merged.add(group.size() == 1 ? group.get(0) : mergeGroup(group, pass, merged.size()));
        }
        return merged;
    }

    private Held mergeGroup(List<Held> group, int pass, int number) throws IOException, TaskException {
        try (RunWriter out = new RunWriter(newFile("merge-" + pass + "-" + number + ".run"))) {
            combination.copy(cursor(group), out);
            out.endPartition();
            closeReaders();
            RunFile run = out.finish();
            tally.add(Counter.SPILLED_RECORDS, run.records());
            tally.add(Counter.SPILLED_BYTES, run.bytes());
            return new OnDisk(
                    -1, run.path(), run.extent(0).offset(), run.extent(0).length());
        }
    }

    private RecordCursor cursor(List<Held> runs) throws IOException, TaskException {
        for (Held run : runs) {
            open.add(run.open());
        }
        return MergeCursor.of(List.copyOf(open));
    }

    private void closeReaders() throws IOException {
        SegmentReader.closeAll(open);
        open.clear();
    }

    /** Closes the readers and removes the files of the attempt. */
    @Override
    public void close() throws IOException {
        closeReaders();
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
