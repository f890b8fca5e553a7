package dev.jangada.engine;

import dev.jangada.api.MapFunction;
import dev.jangada.api.TaskContext;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.MapStage;
import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.input.RecordReader;
import dev.jangada.engine.input.RecordReaders;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.FailureLatch;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.engine.user.PairEmitter;
import dev.jangada.engine.user.PlaceContext;
import dev.jangada.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the map side on a bounded sample of the input and cuts the keys that it emits into ranges of about equal size. */
final class KeySampler {

    /** The most keys taken from one probe. */
    static final int KEYS_PER_PROBE = 2000;
    /** Bounds need not be whole keys, and they travel with the job's state. */
    static final int LONGEST_BOUND = 256;

    private final JobPlan plan;
    private final MapStage stage;
    private final Storage storage;
    private final CancellationCheck cancellation;
    private final List<byte[]> keys = new ArrayList<>();

    KeySampler(JobPlan plan, MapStage stage, Storage storage, CancellationCheck cancellation) {
        this.plan = plan;
        this.stage = stage;
        this.storage = storage;
        this.cancellation = cancellation;
    }

    /** The ranges of keys for a number of partitions. */
    KeyRanges sample(List<Split> probes, int partitions) throws IOException, TaskException {
        for (Split probe : probes) {
            cancellation.check();
            try (RecordReader reader = RecordReaders.open(plan.source(), probe, storage, cancellation)) {
                read(reader);
            }
        }
        keys.sort(Arrays::compareUnsigned);
        List<byte[]> bounds = new ArrayList<>();
        for (int i = 1; i < partitions; i++) {
            bounds.add(keys.isEmpty() ? new byte[0] : keys.get((int) ((long) i * keys.size() / partitions)));
        }
        return KeyRanges.between(bounds);
    }

    private void read(RecordReader reader) throws IOException, TaskException {
        FailureLatch latch = new FailureLatch();
        TaskContext context = new PlaceContext(reader, new CounterTally());
        Keys taker = new Keys();
        PairEmitter emitter = new PairEmitter(MapRunner.form(plan, stage), taker, context, cancellation, latch);
        MapFunction<Object, Object, Object> function = stage.function();
        Pipeline.Stage first = Pipeline.of(plan.steps(), record -> function.map(record, emitter), context);
        while (taker.taken < KEYS_PER_PROBE && reader.next()) {
            try {
                first.accept(reader.record());
            } catch (Exception | StackOverflowError | LinkageError e) {
                // A sample does without it; the map task that meets it fails as it should, or skips it.
                latch.check();
            } catch (Error e) {
                latch.check();
                throw new UserCodeException(
                        "the map function failed at " + PlaceContext.describe(reader) + ": " + e, e);
            }
            latch.check();
        }
    }

    /** Keeps the first keys of a probe. */
    private final class Keys implements PairEmitter.PairTaker {
        private int taken;

        @Override
        public void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
            addLong(key, keyOffset, keyLength, 0);
        }

        @Override
        public void addLong(byte[] key, int keyOffset, int keyLength, long value) {
            if (taken < KEYS_PER_PROBE) {
                taken++;
                keys.add(Arrays.copyOfRange(key, keyOffset, keyOffset + Math.min(keyLength, LONGEST_BOUND)));
            }
        }
    }
}
