package dev.jangada.worker.shuffle;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the outputs of a job's maps lie, at one version. Grows by changes. Not thread-safe.
 */
public final class MapOutputTable {

    private final String job;
    private final Map<Integer, MapOutput> outputs = new TreeMap<>();
    /** By map and attempt: the last version at which an output that is no longer current still was. */
    private final Map<AttemptRef, Long> ended = new HashMap<>();

    private final Map<WorkerToken, WorkerLocation> workers = new LinkedHashMap<>();
    private long version;

    /** An empty table. */
    public MapOutputTable(String job) {
        this.job = job;
    }

    /**
     * An output and where its holder is.
     *
     * @param attempt the map attempt
     * @param holder the worker that keeps it
     */
    public record Place(AttemptRef attempt, WorkerLocation holder) {}

    /** The version; 0 before the first change. */
    public long version() {
        return version;
    }

    /**
     * Applies what changed since a version. Changes that are known already do nothing.
     *
     * @throws IllegalArgumentException when changes between are missing
     */
    public void apply(MapOutputs changes) {
        if (changes.getFromVersion() > version) {
            throw new IllegalArgumentException("map outputs of " + job + " go on from version "
                    + changes.getFromVersion() + ", but only version " + version + " is known");
        }
        for (WorkerLocation worker : changes.getWorkersList()) {
            workers.put(worker.getWorker(), worker);
        }
        if (changes.getToVersion() <= version) {
            return;
        }
        for (MapOutput output : changes.getOutputsList()) {
            MapOutput before = outputs.put(output.getMap(), output);
            if (before != null
                    && !before.getLost()
                    && (output.getLost() || before.getAttemptNumber() != output.getAttemptNumber())) {
                ended.put(attempt(before), version);
            }
        }
        version = changes.getToVersion();
    }

    /** The current output of a map; empty while there is none. */
    public Optional<Place> place(int map) {
        MapOutput output = outputs.get(map);
        if (output == null || output.getLost()) {
            return Optional.empty();
        }
        WorkerLocation holder = workers.get(output.getHolder());
        return holder == null ? Optional.empty() : Optional.of(new Place(attempt(output), holder));
    }

    /**
     * The last version known at which an output was the current one: the table's version, unless it was lost or replaced
     * since.
     */
    public long lastVersionOf(AttemptRef map) {
        return ended.getOrDefault(map, version);
    }

    /** All of it, as a change from version 0. */
    public MapOutputs snapshot() {
        return MapOutputs.newBuilder()
                .setJob(job)
                .setToVersion(version)
                .addAllOutputs(outputs.values())
                .addAllWorkers(workers.values())
                .build();
    }

    private AttemptRef attempt(MapOutput output) {
        return AttemptNames.ref(job, TaskStage.MAP, output.getMap(), output.getAttemptNumber());
    }
}
