package dev.jangada.worker.shuffle;

import dev.jangada.engine.run.Extent;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.CorruptSegmentException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Run files with their footers read, the last ones kept: each partition of a file is asked for in turn. Thread-safe. */
public final class RunFiles {

    private static final int MOST_KEPT = 256;

    private final Map<Path, RunFile> kept = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, RunFile> eldest) {
            return size() > MOST_KEPT;
        }
    });

    /**
     * Where a partition lies in a file.
     *
     * @throws FetchException when the file is missing, corrupt or has no such partition
     * @throws IOException when it cannot be read
     */
    public Extent extent(Path file, int partition) throws IOException {
        RunFile run = kept.get(file);
        if (run == null) {
            run = open(file);
            kept.put(file, run);
        }
        if (partition < 0 || partition >= run.partitions()) {
            throw FetchException.gone(file + " has no partition " + partition, null);
        }
        return run.extent(partition);
    }

    /** Forgets files below a directory that is about to go. */
    public void forget(Path directory) {
        synchronized (kept) {
            kept.keySet().removeIf(file -> file.startsWith(directory));
        }
    }

    private static RunFile open(Path file) throws IOException {
        try {
            return RunFile.open(file);
        } catch (NoSuchFileException e) {
            throw FetchException.missing(e);
        } catch (CorruptSegmentException e) {
            throw FetchException.gone(String.valueOf(e.getMessage()), e);
        }
    }
}
