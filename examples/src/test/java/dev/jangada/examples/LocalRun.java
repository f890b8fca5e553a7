package dev.jangada.examples;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.InputPattern;
import dev.jangada.engine.MapResult;
import dev.jangada.engine.MapRunner;
import dev.jangada.engine.MapTask;
import dev.jangada.engine.PlanRequest;
import dev.jangada.engine.PlanResult;
import dev.jangada.engine.Planner;
import dev.jangada.engine.ReduceResult;
import dev.jangada.engine.ReduceRunner;
import dev.jangada.engine.ReduceTask;
import dev.jangada.engine.Segment;
import dev.jangada.engine.run.Extent;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.Counters;
import dev.jangada.engine.task.ProgressSink;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import dev.jangada.storage.Manifest;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.PartSummary;
import dev.jangada.storage.Storage;
import dev.jangada.storage.Storages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a job through the engine, one task after the other, in the calling thread. */
final class LocalRun {

    private static final long MEMORY_BYTES = 256 << 10;

    private final Path directory;
    private final int reducers;
    private final long splitBytes;

    private final List<PartSummary> parts = new ArrayList<>();
    private final List<RunFile> runs = new ArrayList<>();
    private Counters counters = Counters.NONE;
    private int tasks;

    /**
     * Prepares a run.
     *
     * @param directory an empty directory for this run alone; the output will be {@code out} in it
     * @param reducers how many reduce tasks
     * @param splitBytes how large the splits are; small ones cut the input everywhere
     */
    LocalRun(Path directory, int reducers, long splitBytes) {
        this.directory = directory;
        this.reducers = reducers;
        this.splitBytes = splitBytes;
    }

    /** Runs a job over inputs that are named to it as they are relative to the given base. */
    LocalRun run(JobDefinition definition, Map<String, String> arguments, Path base, String... inputs)
            throws IOException, TaskException {
        JobPlan plan = JobPlan.of(definition, Arguments.of(arguments));
        Storage storage = Storages.forPath(directory.toString());
        OutputArea area = storage.output(directory.resolve("out").toString(), "test");
        area.prepare(false);
        List<InputPattern> patterns = new ArrayList<>();
        for (String input : inputs) {
            patterns.add(new InputPattern(base.resolve(input).toString(), input));
        }
        PlanRequest request = new PlanRequest(patterns, plan.isMapOnly() ? 0 : reducers, splitBytes, 2);
        PlanResult planned = Planner.plan(plan, request, storage, CancellationCheck.NEVER);

        for (int index = 0; index < planned.splits().size(); index++) {
            MapTask task = new MapTask(index, 1, planned.splits().get(index), reducers, planned.ranges());
            MapResult result = MapRunner.run(plan, task, environment(storage, area));
            result.run().ifPresent(runs::add);
            result.part().ifPresent(parts::add);
            counters = counters.plus(result.counters());
        }
        for (int partition = 0; !plan.isMapOnly() && partition < reducers; partition++) {
            Iterator<Segment> segments = segments(partition).iterator();
            ReduceTask task = new ReduceTask(partition, 1, runs.size());
            ReduceResult result = ReduceRunner.run(plan, task, segments::next, environment(storage, area));
            result.part().ifPresent(parts::add);
            counters = counters.plus(result.counters());
        }
        area.publish(new Manifest("test", "test", definition.getClass().getName(), parts));
        return this;
    }

    private TaskEnvironment environment(Storage storage, OutputArea area) throws IOException {
        Path work = Files.createDirectories(directory.resolve("work/" + tasks++));
        return new TaskEnvironment(work, MEMORY_BYTES, storage, area, ProgressSink.NONE, CancellationCheck.NEVER);
    }

    private List<Segment> segments(int partition) {
        List<Segment> segments = new ArrayList<>();
        for (int map = 0; map < runs.size(); map++) {
            Extent extent = runs.get(map).extent(partition);
            segments.add(new Segment.InFile(map, runs.get(map).path(), extent.offset(), extent.length()));
        }
        return segments;
    }

    /** The bytes of all parts in turn. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Path part : partFiles()) {
            bytes.writeBytes(Files.readAllBytes(part));
        }
        return bytes.toByteArray();
    }

    /** The lines of all parts, as text, sorted. */
    List<String> sortedLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path part : partFiles()) {
            lines.addAll(Files.readAllLines(part));
        }
        return lines.stream().sorted().toList();
    }

    /** The published parts, by name. */
    List<Path> partFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    /** What all tasks counted. */
    Counters counters() {
        return counters;
    }

    /** How many tasks ran. */
    int tasks() {
        return tasks;
    }
}
