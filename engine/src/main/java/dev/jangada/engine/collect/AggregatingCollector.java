package dev.jangada.engine.collect;

import dev.jangada.api.plan.Aggregator;
import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.CounterTally;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.nio.file.Path;

/** Aggregates pairs as they come, and spills the table when the budget is used up. */
public final class AggregatingCollector implements PairCollector {

    private final Workspace workspace = Workspace.ofThread();
    private final AggregationTable table;
    private final KeyPartitioner partitioner;
    private final Spills spills;
    private final CounterTally tally;
    private long added;

    /** With a table of about the given size. */
    public AggregatingCollector(
            Aggregator aggregator, KeyPartitioner partitioner, long budget, Spills spills, CounterTally tally) {
        this.table = workspace.takeTable(aggregator, partitioner.partitions(), budget);
        this.partitioner = partitioner;
        this.spills = spills;
        this.tally = tally;
    }

    @Override
    public void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException, TaskException {
        if (valueLength != Long.BYTES) {
            throw new IllegalArgumentException("a LONG is 8 bytes long, not " + valueLength);
        }
        addLong(key, keyOffset, keyLength, KeyBytes.word(value, valueOffset, Long.BYTES) ^ Long.MIN_VALUE);
    }

    @Override
    public void addLong(byte[] key, int keyOffset, int keyLength, long value) throws IOException, TaskException {
        added++;
        if (!table.add(key, keyOffset, keyLength, value)) {
            table.flush();
            spills.add(out -> table.writeTo(out, partitioner));
            written();
        }
    }

    private void written() {
        tally.add(Counter.COMBINE_INPUT_RECORDS, added);
        tally.add(Counter.COMBINE_OUTPUT_RECORDS, table.size());
        added = 0;
        table.clear();
    }

    @Override
    public RunFile finish(Path target) throws IOException, TaskException {
        table.flush();
        if (spills.isEmpty()) {
            RunFile run = spills.write(target, out -> table.writeTo(out, partitioner));
            written();
            return run;
        }
        if (table.size() > 0) {
            spills.add(out -> table.writeTo(out, partitioner));
            written();
        }
        return spills.mergeInto(target);
    }

    @Override
    public void close() throws IOException {
        workspace.giveBack(table);
        spills.discard();
    }
}
