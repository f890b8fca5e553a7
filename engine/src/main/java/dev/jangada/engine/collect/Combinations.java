package dev.jangada.engine.collect;

import dev.jangada.api.ByteSink;
import dev.jangada.api.CombineFunction;
import dev.jangada.api.Output;
import dev.jangada.api.TaskContext;
import dev.jangada.api.Type;
import dev.jangada.api.plan.Aggregator;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.MapStage;
import dev.jangada.api.plan.Reduction;
import dev.jangada.engine.run.CountingCursor;
import dev.jangada.engine.run.GroupCursor;
import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RecordCursor;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.FailureLatch;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.engine.user.KeyText;
import dev.jangada.engine.user.NoPlaceContext;
import dev.jangada.engine.user.TypedValues;
import java.io.IOException;

/** The kinds of {@link Combination}. */
public final class Combinations {

    private static final int CHECK_MASK = (1 << 12) - 1;

    private Combinations() {}

    /** What a plan asks for. */
    public static Combination of(JobPlan plan, CounterTally tally, CancellationCheck cancellation) {
        MapStage stage = plan.stage().orElseThrow();
        if (plan.reduction().orElseThrow() instanceof Reduction.Aggregate aggregate) {
            return new Aggregated(aggregate.aggregator(), tally, cancellation);
        }
        return stage.combiner()
                .<Combination>map(function -> new ByFunction(stage, function, tally, cancellation))
                .orElseGet(() -> new Unchanged(cancellation));
    }

    private record Unchanged(CancellationCheck cancellation) implements Combination {
        @Override
        public void copy(RecordCursor sorted, RunWriter out) throws IOException, TaskException {
            long records = 0;
            while (sorted.advance()) {
                out.append(sorted);
                if ((++records & CHECK_MASK) == 0) {
                    cancellation.check();
                }
            }
        }

        @Override
        public boolean isIdentity() {
            return true;
        }
    }

    private record Aggregated(Aggregator aggregator, CounterTally tally, CancellationCheck cancellation)
            implements Combination {
        @Override
        public void copy(RecordCursor sorted, RunWriter out) throws IOException, TaskException {
            GroupCursor groups = new GroupCursor(sorted);
            byte[] encoded = new byte[Long.BYTES];
            long in = 0;
            long keys = 0;
            while (groups.nextGroup()) {
                groups.nextValue();
                long value = Longs.decode(groups.record());
                in++;
                while (groups.nextValue()) {
                    value = aggregator.merge(value, Longs.decode(groups.record()));
                    if ((++in & CHECK_MASK) == 0) {
                        cancellation.check();
                    }
                }
                KeyBytes.putWord(encoded, 0, value ^ Long.MIN_VALUE);
                out.append(groups.key(), 0, groups.keyLength(), encoded, 0, Long.BYTES);
                if ((++keys & CHECK_MASK) == 0) {
                    cancellation.check();
                }
            }
            tally.add(Counter.COMBINE_INPUT_RECORDS, in);
            tally.add(Counter.COMBINE_OUTPUT_RECORDS, keys);
        }
    }

    private static final class ByFunction implements Combination {
        private final MapStage stage;
        private final CombineFunction<Object, Object> function;
        private final CounterTally tally;
        private final CancellationCheck cancellation;

        ByFunction(
                MapStage stage,
                CombineFunction<Object, Object> function,
                CounterTally tally,
                CancellationCheck cancellation) {
            this.stage = stage;
            this.function = function;
            this.tally = tally;
            this.cancellation = cancellation;
        }

        @Override
        public void copy(RecordCursor sorted, RunWriter out) throws IOException, TaskException {
            CountingCursor counted = new CountingCursor(sorted);
            GroupCursor groups = new GroupCursor(counted);
            FailureLatch latch = new FailureLatch();
            TypedValues values = new TypedValues(groups, stage.valueType(), latch, cancellation);
            CombineOutput output = new CombineOutput(groups, stage.valueType(), out, latch, tally);
            Type.Decoder<Object> keys = stage.keyType().decoder();
            while (groups.nextGroup()) {
                cancellation.check();
                values.startGroup();
                try {
                    function.combine(keys.decode(groups.key(), 0, groups.keyLength()), values, output);
                } catch (Exception | Error e) {
                    latch.check();
                    String key = KeyText.of(stage.keyType(), groups.key(), 0, groups.keyLength());
                    throw new UserCodeException("the combine function failed for key " + key + ": " + e, e);
                }
                latch.check();
            }
            tally.add(Counter.COMBINE_INPUT_RECORDS, counted.records());
            tally.add(Counter.COMBINE_OUTPUT_RECORDS, output.records);
        }
    }

    /** Appends values with the key of the current group, so a combiner cannot disturb the order. */
    private static final class CombineOutput implements Output<Object> {
        private final GroupCursor groups;
        private final Type<Object> type;
        private final RunWriter out;
        private final FailureLatch latch;
        private final TaskContext context;
        private final ByteSink sink = new ByteSink(64);
        private long records;

        CombineOutput(GroupCursor groups, Type<Object> type, RunWriter out, FailureLatch latch, CounterTally tally) {
            this.groups = groups;
            this.type = type;
            this.out = out;
            this.latch = latch;
            this.context = new NoPlaceContext(tally);
        }

        @Override
        public void emit(Object value) {
            sink.clear();
            type.encode(value, sink);
            try {
                out.append(groups.key(), 0, groups.keyLength(), sink.bytes(), 0, sink.length());
            } catch (IOException e) {
                throw latch.keep(e);
            }
            records++;
        }

        @Override
        public TaskContext context() {
            return context;
        }
    }
}
