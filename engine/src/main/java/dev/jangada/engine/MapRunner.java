package dev.jangada.engine;

import dev.jangada.api.ByteSink;
import dev.jangada.api.MapFunction;
import dev.jangada.api.TaskContext;
import dev.jangada.api.Type;
import dev.jangada.api.plan.Aggregator;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.MapStage;
import dev.jangada.api.plan.OutputFormat;
import dev.jangada.api.plan.Reduction;
import dev.jangada.engine.collect.AggregatingCollector;
import dev.jangada.engine.collect.Combination;
import dev.jangada.engine.collect.Combinations;
import dev.jangada.engine.collect.KeyPartitioner;
import dev.jangada.engine.collect.PairCollector;
import dev.jangada.engine.collect.SortingCollector;
import dev.jangada.engine.collect.Spills;
import dev.jangada.engine.input.RecordReader;
import dev.jangada.engine.input.RecordReaders;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.FailureLatch;
import dev.jangada.engine.task.SkipMode;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.engine.user.PairEmitter;
import dev.jangada.engine.user.PlaceContext;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs map tasks. */
public final class MapRunner {

    private static final int CHECK_EVERY = 1 << 8;

    private final JobPlan plan;
    private final MapTask task;
    private final TaskEnvironment environment;
    private final CounterTally tally = new CounterTally();
    private final FailureLatch latch = new FailureLatch();

    private MapRunner(JobPlan plan, MapTask task, TaskEnvironment environment) {
        this.plan = plan;
        this.task = task;
        this.environment = environment;
    }

    /**
     * Runs one attempt in the calling thread.
     *
     * @throws UserCodeException when the job's functions fail
     * @throws dev.jangada.engine.task.TaskCancelledException when the environment says so, or the thread is interrupted
     * @throws TaskException when something else makes it impossible to go on
     */
    public static MapResult run(JobPlan plan, MapTask task, TaskEnvironment environment) throws TaskException {
        MapRunner attempt = new MapRunner(plan, task, environment);
        try {
            environment.cancellation().check();
            return plan.isMapOnly()
                    ? attempt.writePart()
                    : attempt.writeRun(plan.stage().orElseThrow());
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private MapResult writePart() throws IOException, TaskException {
        String name = String.format(Locale.ROOT, "part-m-%05d", task.index());
        try (RecordReader reader = open();
                PartOutput output = PartOutput.start(plan.output(), environment.output(), name, task.attempt())) {
            TaskContext context = new PlaceContext(reader, tally);
            RecordStage last = new RecordStage(output);
            readAll(reader, Pipeline.of(plan.steps(), last, context));
            tally.add(Counter.MAP_OUTPUT_RECORDS, last.records);
            tally.add(Counter.MAP_OUTPUT_BYTES, last.bytes);
            environment.progress().progress(1);
            return new MapResult(Optional.empty(), output.commit(tally), tally.snapshot());
        }
    }

    private MapResult writeRun(MapStage stage) throws IOException, TaskException {
        try (RecordReader reader = open();
                PairCollector collector = collector(stage)) {
            TaskContext context = new PlaceContext(reader, tally);
            PairEmitter emitter =
                    new PairEmitter(form(plan, stage), collector, context, environment.cancellation(), latch);
            MapFunction<Object, Object, Object> function = stage.function();
            readAll(reader, Pipeline.of(plan.steps(), record -> function.map(record, emitter), context));
            tally.add(Counter.MAP_OUTPUT_RECORDS, emitter.records());
            tally.add(Counter.MAP_OUTPUT_BYTES, emitter.bytes());
            RunFile run = collector.finish(environment.workDirectory().resolve("map-output.run"));
            environment.progress().progress(1);
            return new MapResult(Optional.of(run), Optional.empty(), tally.snapshot());
        }
    }

    private RecordReader open() {
        return RecordReaders.open(plan.source(), task.split(), environment.storage(), environment.cancellation());
    }

    /** How pairs of a plan are encoded. */
    static PairEmitter.Form form(JobPlan plan, MapStage stage) {
        PairEmitter.ValueMode mode = PairEmitter.ValueMode.ENCODED;
        if (plan.reduction().orElseThrow() instanceof Reduction.Aggregate aggregate) {
            mode = aggregate.aggregator() == Aggregator.COUNT
                    ? PairEmitter.ValueMode.COUNT
                    : PairEmitter.ValueMode.NUMBER;
        }
        return new PairEmitter.Form(stage.keyType(), stage.valueType(), mode);
    }

    private PairCollector collector(MapStage stage) {
        long budget = Math.max(environment.memoryBytes(), TaskEnvironment.LEAST_MEMORY);
        KeyPartitioner partitioner = KeyPartitioner.of(stage, task.partitions(), task.ranges());
        Combination combination = Combinations.of(plan, tally, environment.cancellation());
        Spills spills = new Spills(environment.workDirectory(), task.partitions(), combination, tally);
        return plan.reduction().orElseThrow() instanceof Reduction.Aggregate aggregate
                ? new AggregatingCollector(aggregate.aggregator(), partitioner, budget, spills, tally)
                : new SortingCollector(partitioner, budget, combination, spills);
    }

    private void readAll(RecordReader reader, Pipeline.Stage first) throws IOException, TaskException {
        long total = Math.max(1, task.split().bytes());
        long records = 0;
        long skipped = 0;
        SkipMode skipMode = environment.skipMode();
        boolean maySkip = skipMode.isOn();
        while (reader.next()) {
            if (maySkip && skipMode.skipsRecord(records, reader)) {
                skipped++;
                records++;
                continue;
            }
            try {
                first.accept(reader.record());
            } catch (Exception | Error e) {
                latch.check();
                throw UserCodeException.atRecord(
                        "the map function failed at", records, PlaceContext.describe(reader), e);
            }
            if (latch.isSet()) {
                latch.check(); // User code caught what stopped it.
            }
            environment.cancellation().check(); // for each record, since its function may take long
            if ((++records & (CHECK_EVERY - 1)) == 0) {
                environment.progress().progress(Math.min(1, (double) reader.bytesRead() / total));
            }
        }
        tally.add(Counter.RECORDS_SKIPPED, skipped);
        tally.add(Counter.MAP_INPUT_RECORDS, records);
        tally.add(Counter.MAP_INPUT_BYTES, reader.bytesRead());
    }

    /** The last stage of a map-only job. */
    private final class RecordStage implements Pipeline.Stage {
        private final PartOutput output;
        private final @Nullable Type<Object> type;
        private final ByteSink sink = new ByteSink(256);
        private long records;
        private long bytes;

        RecordStage(PartOutput output) {
            this.output = output;
            this.type = plan.output() == OutputFormat.DISCARD
                    ? null
                    : plan.recordType().orElseThrow();
        }

        @Override
        public void accept(Object record) {
            records++;
            if (type == null) {
                return;
            }
            sink.clear();
            type.encode(record, sink);
            bytes += sink.length();
            try {
                output.writeRecord(type, sink.bytes(), 0, sink.length());
            } catch (IOException e) {
                throw latch.keep(e);
            }
        }
    }
}
