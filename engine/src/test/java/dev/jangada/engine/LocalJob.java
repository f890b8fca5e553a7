package dev.jangada.engine;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.run.Extent;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.Counters;
import dev.jangada.engine.task.ProgressSink;
import dev.jangada.engine.task.SkipMode;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Runs a whole job in one thread, with the knobs that tests turn. */
final class LocalJob {

    private final JobDefinition definition;
    private final InMemoryStorage storage;
    private final Path work;
    private int reducers = 1;
    private long splitBytes;
    private long memory = 64 << 20;
    private boolean streamed;
    private long shuffleSeed;
    private SkipMode skipMode = SkipMode.OFF;
    private CancellationCheck cancellation = CancellationCheck.NEVER;

    LocalJob(JobDefinition definition, InMemoryStorage storage, Path work) {
        this.definition = definition;
        this.storage = storage;
        this.work = work;
    }

    LocalJob reducers(int number) {
        reducers = number;
        return this;
    }

    LocalJob splitBytes(long bytes) {
        splitBytes = bytes;
        return this;
    }

    LocalJob memory(long bytes) {
        memory = bytes;
        return this;
    }

    /** Segments come as streams and in random order, instead of as files and in order. */
    LocalJob streamed(long seed) {
        streamed = true;
        shuffleSeed = seed;
        return this;
    }

    /** Leaves these records out, in every task. */
    LocalJob skip(long... positions) {
        skipMode = new SkipMode(
                Arrays.stream(positions).boxed().collect(Collectors.toUnmodifiableSet()), SkipMode.Watch.NOBODY);
        return this;
    }

    LocalJob cancellation(CancellationCheck check) {
        cancellation = check;
        return this;
    }

    /** Runs the job and returns the sum of the counters; the output is in the storage. */
    Counters run() throws TaskException, IOException {
        JobPlan plan = JobPlan.of(definition, Arguments.none());
        PlanRequest request = new PlanRequest(List.of(new InputPattern("*", "*")), reducers, splitBytes, 2);
        PlanResult planned = Planner.plan(plan, request, storage, cancellation);
        KeyRanges ranges = KeyRanges.decode(planned.ranges().encode());
        Counters counters = Counters.NONE;
        List<RunFile> runs = new ArrayList<>();
        for (Split split : planned.splits()) {
            MapTask task = new MapTask(split.number(), 0, Split.decode(split.encode()), reducers, ranges);
            MapResult result = MapRunner.run(plan, task, environment("m" + split.number()));
            counters = counters.plus(result.counters());
            if (result.run().isPresent()) {
                runs.add(RunFile.open(result.run().get().path()));
            }
        }
        for (int partition = 0; !plan.isMapOnly() && partition < reducers; partition++) {
            ReduceTask task = new ReduceTask(partition, 0, runs.size());
            ReduceResult result = ReduceRunner.run(plan, task, segments(runs, partition), environment("r" + partition));
            counters = counters.plus(result.counters());
        }
        return counters;
    }

    private TaskEnvironment environment(String name) throws IOException {
        Path directory = Files.createDirectories(work.resolve(name));
        return new TaskEnvironment(
                directory, memory, storage, storage.area(), ProgressSink.NONE, cancellation, skipMode);
    }

    private SegmentSource segments(List<RunFile> runs, int partition) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            order.add(i);
        }
        if (streamed) {
            Collections.shuffle(order, new Random(shuffleSeed + partition));
        }
        var next = order.iterator();
        return () -> {
            int map = next.next();
            Extent extent = runs.get(map).extent(partition);
            Path file = runs.get(map).path();
            if (!streamed) {
                return new Segment.InFile(map, file, extent.offset(), extent.length());
            }
            byte[] all = Files.readAllBytes(file);
            int start = (int) extent.offset();
            byte[] bytes = Arrays.copyOfRange(all, start, start + (int) extent.length());
            return new Segment.Streamed(map, bytes.length, new ByteArrayInputStream(bytes));
        };
    }
}
