package dev.jangada.engine;

import dev.jangada.api.Type;
import dev.jangada.api.plan.Aggregator;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.MapStage;
import dev.jangada.api.plan.Reduction;
import dev.jangada.engine.collect.Combination;
import dev.jangada.engine.collect.Combinations;
import dev.jangada.engine.collect.Longs;
import dev.jangada.engine.run.CountingCursor;
import dev.jangada.engine.run.GroupCursor;
import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.FailureLatch;
import dev.jangada.engine.task.SkipMode;
import dev.jangada.engine.task.TaskCancelledException;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.engine.user.KeyText;
import dev.jangada.engine.user.NoPlaceContext;
import dev.jangada.engine.user.PairEmitter;
import dev.jangada.engine.user.TypedValues;
import java.io.IOException;
import java.util.Locale;

/** Runs reduce tasks. */
public final class ReduceRunner {

    private static final int CHECK_MASK = (1 << 10) - 1;

    private final TaskEnvironment environment;
    private final MapStage stage;
    private final CounterTally tally = new CounterTally();
    private final PartOutput.Range range = new PartOutput.Range();
    private long segmentBytes;

    private ReduceRunner(MapStage stage, TaskEnvironment environment) {
        this.stage = stage;
        this.environment = environment;
    }

    /**
     * Runs one attempt in the calling thread.
     *
     * @throws UserCodeException when the job's functions fail
     * @throws dev.jangada.engine.task.SegmentUnavailableException when a map's output cannot be had
     * @throws dev.jangada.engine.task.CorruptSegmentException when it is damaged
     * @throws TaskCancelledException when the environment says so, or the thread is interrupted
     * @throws TaskException when something else makes it impossible to go on
     */
    public static ReduceResult run(JobPlan plan, ReduceTask task, SegmentSource segments, TaskEnvironment environment)
            throws TaskException {
        ReduceRunner attempt = new ReduceRunner(plan.stage().orElseThrow(), environment);
        try {
            return attempt.run(plan, task, segments);
        } catch (IOException e) {
            throw Failures.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskCancelledException("the attempt was interrupted");
        }
    }

    private ReduceResult run(JobPlan plan, ReduceTask task, SegmentSource source)
            throws IOException, TaskException, InterruptedException {
        String name = String.format(Locale.ROOT, "part-r-%05d", task.partition());
        Combination combination = Combinations.of(plan, tally, environment.cancellation());
        try (ShuffledSegments segments = new ShuffledSegments(task, environment, combination, tally);
                PartOutput output = PartOutput.start(plan.output(), environment.output(), name, task.attempt())) {
            segments.takeAll(source);
            segmentBytes = Math.max(1, segments.bytes());
            CountingCursor sorted = new CountingCursor(segments.merged());
            long groups = reduce(plan.reduction().orElseThrow(), sorted, output);
            tally.add(Counter.REDUCE_INPUT_RECORDS, sorted.records());
            tally.add(Counter.REDUCE_INPUT_GROUPS, groups);
            environment.progress().progress(1);
            return new ReduceResult(output.commit(tally), tally.snapshot());
        }
    }

    private long reduce(Reduction reduction, CountingCursor sorted, PartOutput output)
            throws IOException, TaskException {
        if (reduction instanceof Reduction.Aggregate aggregate) {
            return aggregate(aggregate.aggregator(), sorted, output);
        } else if (reduction instanceof Reduction.ByFunction byFunction) {
            return callFunction(byFunction, sorted, output);
        }
        return copy(sorted, output);
    }

    private long aggregate(Aggregator aggregator, CountingCursor sorted, PartOutput output)
            throws IOException, TaskException {
        var types = new PartOutput.PairTypes(stage.keyType(), encodedLongs());
        GroupCursor groups = new GroupCursor(sorted);
        byte[] encoded = new byte[Long.BYTES];
        long count = 0;
        while (groups.nextGroup()) {
            groups.nextValue();
            long value = Longs.decode(groups.record());
            while (groups.nextValue()) {
                value = aggregator.merge(value, Longs.decode(groups.record()));
                checkSometimes(sorted);
            }
            KeyBytes.putWord(encoded, 0, value ^ Long.MIN_VALUE);
            output.writePair(types, groups.key(), 0, groups.keyLength(), range.point(encoded, 0, Long.BYTES));
            count++;
            checkSometimes(sorted);
        }
        return count;
    }

    @SuppressWarnings("unchecked")
    private static Type<Object> encodedLongs() {
        return (Type<Object>) (Type<?>) Type.LONG;
    }

    private long callFunction(Reduction.ByFunction reduction, CountingCursor sorted, PartOutput output)
            throws IOException, TaskException {
        FailureLatch latch = new FailureLatch();
        GroupCursor groups = new GroupCursor(sorted, stage.grouping());
        TypedValues values = new TypedValues(groups, stage.valueType(), latch, environment.cancellation());
        var types = new PartOutput.PairTypes(reduction.keyType(), reduction.valueType());
        PairEmitter emitter = new PairEmitter(
                new PairEmitter.Form(reduction.keyType(), reduction.valueType(), PairEmitter.ValueMode.ENCODED),
                new ToPart(types, output),
                new NoPlaceContext(tally),
                environment.cancellation(),
                latch);
        Type.Decoder<Object> keys = stage.keyType().decoder();
        long count = 0;
        SkipMode skipMode = environment.skipMode();
        boolean maySkip = skipMode.isOn();
        while (groups.nextGroup()) {
            if (maySkip && skipMode.skipsGroup(groups.key(), groups.keyLength())) {
                tally.add(Counter.RECORDS_SKIPPED, 1);
                count++;
                continue;
            }
            values.startGroup();
            try {
                reduction.function().reduce(keys.decode(groups.key(), 0, groups.keyLength()), values, emitter);
            } catch (Exception | Error e) {
                latch.check();
                String key = KeyText.of(stage.keyType(), groups.key(), 0, groups.keyLength());
                long position = SkipMode.hash(groups.key(), groups.keyLength());
                throw UserCodeException.atRecord("the reduce function failed for", position, "key " + key, e);
            }
            latch.check();
            count++;
            environment.cancellation().check(); // for each group, since its function may take long
            if ((count & CHECK_MASK) == 0) {
                check(sorted);
            }
        }
        return count;
    }

    private long copy(CountingCursor sorted, PartOutput output) throws IOException, TaskException {
        var types = new PartOutput.PairTypes(stage.keyType(), stage.valueType());
        GroupCursor groups = new GroupCursor(sorted);
        long count = 0;
        while (groups.nextGroup()) {
            while (groups.nextValue()) {
                range.point(sorted.bytes(), sorted.valueOffset(), sorted.valueLength());
                output.writePair(types, sorted.bytes(), sorted.keyOffset(), sorted.keyLength(), range);
                checkSometimes(sorted);
            }
            count++;
        }
        return count;
    }

    private void checkSometimes(CountingCursor sorted) throws TaskException {
        if ((sorted.records() & CHECK_MASK) == 0) {
            check(sorted);
        }
    }

    private void check(CountingCursor sorted) throws TaskException {
        environment.cancellation().check();
        double share = Math.min(1, (double) sorted.passedBytes() / segmentBytes);
        environment.progress().progress(0.5 + 0.5 * share);
    }

    /** Writes what the reduce function emits. */
    private final class ToPart implements PairEmitter.PairTaker {
        private final PartOutput.PairTypes types;
        private final PartOutput output;
        private final byte[] number = new byte[Long.BYTES];

        ToPart(PartOutput.PairTypes types, PartOutput output) {
            this.types = types;
            this.output = output;
        }

        @Override
        public void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
                throws IOException {
            output.writePair(types, key, keyOffset, keyLength, range.point(value, valueOffset, valueLength));
        }

        @Override
        public void addLong(byte[] key, int keyOffset, int keyLength, long value) throws IOException {
            KeyBytes.putWord(number, 0, value ^ Long.MIN_VALUE);
            add(key, keyOffset, keyLength, number, 0, Long.BYTES);
        }
    }
}
