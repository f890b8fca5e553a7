package dev.jangada.engine.collect;

import java.util.Arrays;

/** Ids grouped by partition and sorted by key within each; buffers are reused. Owned by one thread. */
final class PartitionOrder {

    /** Bytes per id while sorting, with the sorter's scratch. */
    static final int BYTES_PER_ID = Integer.BYTES + KeySorter.SCRATCH_PER_ID;

    private final KeySorter sorter = new KeySorter();
    private int[] starts = new int[1];
    private int[] ids = new int[0];

    /** Prepares for so many partitions. */
    void reset(int partitions) {
        if (starts.length != partitions + 1) {
            starts = new int[partitions + 1];
        }
    }

    /** Lets go of what sorting has needed so far. */
    void shrink() {
        ids = new int[0];
        sorter.shrink();
    }

    /** Sorts the ids from 0 up to a count, given the partition of each. */
    void sort(int count, int[] partitionOf, SortKeys keys) {
        if (ids.length < count) {
            ids = new int[Math.max(count, Math.min(ids.length * 2, 1 << 20))];
        }
        scatter(count, partitionOf);
        for (int partition = 0; partition + 1 < starts.length; partition++) {
            sorter.sort(ids, starts[partition], starts[partition + 1], keys);
        }
    }

    private void scatter(int count, int[] partitionOf) {
        int partitions = starts.length - 1;
        Arrays.fill(starts, 0);
        for (int id = 0; id < count; id++) {
            starts[partitionOf[id]]++;
        }
        int sum = 0;
        for (int partition = 0; partition < partitions; partition++) {
            int size = starts[partition];
            starts[partition] = sum;
            sum += size;
        }
        for (int id = 0; id < count; id++) {
            ids[starts[partitionOf[id]]++] = id;
        }
        // Each start has moved to the next one's place.
        System.arraycopy(starts, 0, starts, 1, partitions);
        starts[0] = 0;
    }

    /** The index of the first id of a partition; that of partition n is the end of partition n - 1. */
    int start(int partition) {
        return starts[partition];
    }

    /** The id at an index. */
    int id(int index) {
        return ids[index];
    }
}
