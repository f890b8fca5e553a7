package dev.jangada.engine.collect;

import dev.jangada.engine.run.MergeCursor;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.run.SegmentReader;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The run files that an attempt spilled, in the order in which it did, and their merge into one. Equal keys keep the order
 * of the spills. Owned by one thread.
 */
public final class Spills {

    /** The most runs that are merged at once; more are merged in several passes. */
    public static final int MERGE_WIDTH = 64;

    private final Path directory;
    private final int partitions;
    private final Combination combination;
    private final CounterTally tally;
    private final List<RunFile> runs = new ArrayList<>();
    private int written;

    /** No spills yet; they will be in a directory of the attempt. */
    public Spills(Path directory, int partitions, Combination combination, CounterTally tally) {
        this.directory = directory;
        this.partitions = partitions;
        this.combination = combination;
        this.tally = tally;
    }

    /** Fills a run file, whether a spill or a final one. */
    @FunctionalInterface
    public interface Filling {
        /** Appends all partitions and ends each. */
        void fill(RunWriter out) throws IOException, TaskException;
    }

    /** Whether nothing was spilled. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Writes a spill. */
    public void add(Filling filling) throws IOException, TaskException {
        runs.add(write(nextSpill(), filling));
    }

    /** Writes a run file that is no spill. */
    public RunFile write(Path target, Filling filling) throws IOException, TaskException {
        try (RunWriter out = new RunWriter(target)) {
            filling.fill(out);
            RunFile run = out.finish();
            tally.add(Counter.SPILLED_RECORDS, run.records());
            tally.add(Counter.SPILLED_BYTES, run.bytes());
            return run;
        }
    }

    private Path nextSpill() {
        return directory.resolve("spill-" + written++ + ".run");
    }

    /** Merges all spills, of which there is at least one, into one run file, and removes them. */
    public RunFile mergeInto(Path target) throws IOException, TaskException {
        while (runs.size() > MERGE_WIDTH) {
            List<RunFile> oldest = List.copyOf(runs.subList(0, MERGE_WIDTH));
            RunFile merged = merge(oldest, nextSpill());
            runs.subList(0, MERGE_WIDTH).clear();
            runs.add(0, merged);
        }
        if (runs.size() == 1) {
            return RunFile.move(runs.remove(0), target);
        }
        RunFile merged = merge(runs, target);
        runs.clear();
        return merged;
    }

    private RunFile merge(List<RunFile> some, Path target) throws IOException, TaskException {
        RunFile merged = write(target, out -> {
            for (int partition = 0; partition < partitions; partition++) {
                mergePartition(some, partition, out);
                out.endPartition();
            }
        });
        for (RunFile run : some) {
            Files.delete(run.path());
        }
        return merged;
    }

    private void mergePartition(List<RunFile> some, int partition, RunWriter out) throws IOException, TaskException {
        List<SegmentReader> readers = new ArrayList<>();
        try {
            for (RunFile run : some) {
                if (run.extent(partition).records() > 0) {
                    readers.add(SegmentReader.ofPartition(run, partition));
                }
            }
            combination.copy(MergeCursor.of(readers), out);
        } finally {
            SegmentReader.closeAll(readers);
        }
    }

    /** Removes what is left of the spills. */
    public void discard() throws IOException {
        for (RunFile run : runs) {
            Files.deleteIfExists(run.path());
        }
        runs.clear();
    }
}
