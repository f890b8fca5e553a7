package dev.jangada.worker.shuffle;

import dev.jangada.engine.Segment;
import dev.jangada.engine.run.Extent;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.worker.local.JobDirectory;
import dev.jangada.worker.local.WorkerMarker;
import dev.jangada.worker.shuffle.MapOutputTable.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds map outputs that lie on this machine. Thread-safe. */
public final class LocalSegments {

    private final String machine;
    private final String clusterId;
    private final RunFiles files;
    /** Whether the directory of a holder on this machine is what it seems to be. */
    private final Map<WorkerLocation, Boolean> holders = new ConcurrentHashMap<>();

    /** For a process on a machine, in a cluster. */
    public LocalSegments(String machine, String clusterId, RunFiles files) {
        this.machine = machine;
        this.clusterId = clusterId;
        this.files = files;
    }

    /**
     * A segment as part of a file of this machine; empty when the holder is on another one, or the file cannot be read
     * here, so that its holder has to be asked.
     */
    public Optional<Segment> find(Place place, int partition) {
        WorkerLocation holder = place.holder();
        if (!isHere(holder)) {
            return Optional.empty();
        }
        try {
            Path file = JobDirectory.mapOutput(Path.of(holder.getDirectory()), holder.getWorker(), place.attempt());
            if (!Files.isReadable(file)) {
                return Optional.empty();
            }
            Extent extent = files.extent(file, partition);
            return Optional.of(new Segment.InFile(place.attempt().getIndex(), file, extent.offset(), extent.length()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // its holder tells better what is wrong
        }
    }

    /** Whether the files of a holder can be read here, without asking it. */
    boolean isHere(WorkerLocation holder) {
        return holder.getMachine().equals(machine) && holders.computeIfAbsent(holder, this::sharesFiles);
    }

    private boolean sharesFiles(WorkerLocation holder) {
        try {
            WorkerMarker expected = new WorkerMarker(holder.getWorker().getWorker(), clusterId);
            return WorkerMarker.read(Path.of(holder.getDirectory()))
                    .filter(expected::equals)
                    .isPresent();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
