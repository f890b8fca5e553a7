package dev.jangada.engine;

import dev.jangada.api.plan.SourceKind;
import dev.jangada.engine.input.FileRange;
import dev.jangada.engine.input.Split;
import dev.jangada.storage.InputFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The input files of a job in order, seen as one long row of bytes that can be cut anywhere. */
final class InputFiles {

    /** The most files in a split: each costs an open, and its name travels with the split. */
    static final int MOST_RANGES = 4096;
    /** From how many places keys are sampled. */
    static final int PROBES = 64;
    /** How much is read at each of them. */
    static final long PROBE_BYTES = 128 << 10;

    private final List<InputFile> files;
    /** Where each file starts in the row; one more for the end of all. */
    private final long[] starts;

    /** Leaves out empty files in cuts, but counts them. */
    InputFiles(List<InputFile> files) {
        this.files = List.copyOf(files);
        this.starts = new long[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            starts[i + 1] = starts[i] + files.get(i).length();
        }
    }

    long bytes() {
        return starts[files.size()];
    }

    int count() {
        return files.size();
    }

    /** Splits of a size, but for the last. */
    List<Split> cut(long splitBytes) {
        List<Split> splits = new ArrayList<>();
        for (long from = 0; from < bytes(); from += splitBytes) {
            addSplits(splits, slice(from, Math.min(bytes(), from + splitBytes)));
        }
        return splits;
    }

    private static void addSplits(List<Split> splits, List<FileRange> ranges) {
        for (int from = 0; from < ranges.size(); from += MOST_RANGES) {
            int to = Math.min(ranges.size(), from + MOST_RANGES);
            splits.add(new Split(splits.size(), ranges.subList(from, to)));
        }
    }

    /** The ranges between two places of the row. */
    private List<FileRange> slice(long from, long to) {
        int index = Arrays.binarySearch(starts, from);
        index = index < 0 ? -index - 2 : index;
        List<FileRange> ranges = new ArrayList<>();
        for (; index < files.size() && starts[index] < to; index++) {
            InputFile file = files.get(index);
            long start = Math.max(0, from - starts[index]);
            long end = Math.min(file.length(), to - starts[index]);
            if (end > start) {
                ranges.add(new FileRange(file.path(), file.displayName(), start, end - start, 0));
            }
        }
        return ranges;
    }

    /** Splits of whole files, closed when they have reached a size; empty files are documents too. */
    List<Split> wholeFiles(long splitBytes) {
        List<Split> splits = new ArrayList<>();
        List<FileRange> ranges = new ArrayList<>();
        long size = 0;
        for (InputFile file : files) {
            if (!ranges.isEmpty() && (size + file.length() > splitBytes || ranges.size() == MOST_RANGES)) {
                splits.add(new Split(splits.size(), ranges));
                ranges = new ArrayList<>();
                size = 0;
            }
            ranges.add(new FileRange(file.path(), file.displayName(), 0, file.length(), 0));
            size += file.length();
        }
        if (!ranges.isEmpty()) {
            splits.add(new Split(splits.size(), ranges));
        }
        return splits;
    }

    /** Small splits spread evenly over the input. */
    List<Split> probes(SourceKind source, List<Split> splits) {
        List<Split> probes = new ArrayList<>();
        if (source instanceof SourceKind.Generated) {
            int wanted = Math.min(PROBES, splits.size());
            for (int i = 0; i < wanted; i++) {
                probes.add(splits.get((int) ((long) i * splits.size() / wanted)));
            }
        } else if (source instanceof SourceKind.Documents) {
            int wanted = Math.min(PROBES, files.size());
            for (int i = 0; i < wanted; i++) {
                InputFile file = files.get((int) ((long) i * files.size() / wanted));
                probes.add(new Split(i, List.of(new FileRange(file.path(), file.displayName(), 0, file.length(), 0))));
            }
        } else {
            for (int i = 0; i < PROBES; i++) {
                long from = bytes() / PROBES * i;
                long next = i == PROBES - 1 ? bytes() : bytes() / PROBES * (i + 1);
                probes.add(new Split(i, slice(from, Math.min(next, from + PROBE_BYTES))));
            }
        }
        return probes;
    }
}
