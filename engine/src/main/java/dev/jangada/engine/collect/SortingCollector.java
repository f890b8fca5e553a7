package dev.jangada.engine.collect;

import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps pairs in a buffer, and sorts, combines and spills it when the budget is used up. */
public final class SortingCollector implements PairCollector {

    private final Workspace workspace = Workspace.ofThread();
    private final SortBuffer buffer;
    private final KeyPartitioner partitioner;
    private final Combination combination;
    private final Spills spills;
    private final byte[] number = new byte[Long.BYTES];

    /** With a buffer of about the given size. */
    public SortingCollector(KeyPartitioner partitioner, long budget, Combination combination, Spills spills) {
        this.buffer = workspace.takeSortBuffer(partitioner.partitions(), budget);
        this.partitioner = partitioner;
        this.combination = combination;
        this.spills = spills;
    }

    @Override
    public void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException, TaskException {
        int partition = partitioner.partition(key, keyOffset, keyLength);
        if (!buffer.hasRoom(keyLength, valueLength)) {
            spills.add(this::writeBuffer);
            buffer.clear();
        }
        buffer.add(partition, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    @Override
    public void addLong(byte[] key, int keyOffset, int keyLength, long value) throws IOException, TaskException {
        KeyBytes.putWord(number, 0, value ^ Long.MIN_VALUE);
        add(key, keyOffset, keyLength, number, 0, Long.BYTES);
    }

    private void writeBuffer(RunWriter out) throws IOException, TaskException {
        buffer.sort();
        for (int partition = 0; partition < partitioner.partitions(); partition++) {
            combination.copy(buffer.cursor(partition), out);
            out.endPartition();
        }
    }

    @Override
    public RunFile finish(Path target) throws IOException, TaskException {
        if (spills.isEmpty()) {
            return spills.write(target, this::writeBuffer);
        }
        if (buffer.count() > 0) {
            spills.add(this::writeBuffer);
            buffer.clear();
        }
        return spills.mergeInto(target);
    }

    @Override
    public void close() throws IOException {
        workspace.giveBack(buffer);
        spills.discard();
    }
}
