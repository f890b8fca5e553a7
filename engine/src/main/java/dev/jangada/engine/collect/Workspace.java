package dev.jangada.engine.collect;

import dev.jangada.api.plan.Aggregator;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * The large buffers of a slot, which its attempts use one after the other: allocated and zeroed anew for each of them they
 * would cost more than what is done in them. One a thread, as an attempt has one thread. They are let go when the heap is
 * needed otherwise, and never exceed the budget of the attempt that takes them.
 */
final class Workspace {
    private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

    private @Nullable SoftReference<SortBuffer> sortBuffer;
    private @Nullable SoftReference<AggregationTable> table;

    private Workspace() {}

    static Workspace ofThread() {
        return OF_THREAD.get();
    }

    /** An empty buffer, the caller's until it is given back. */
    SortBuffer takeSortBuffer(int partitions, long budget) {
        SortBuffer kept = sortBuffer == null ? null : sortBuffer.get();
        sortBuffer = null;
        SortBuffer taken = kept == null ? new SortBuffer() : kept;
        taken.reset(partitions, budget);
        return taken;
    }

    void giveBack(SortBuffer buffer) {
        sortBuffer = new SoftReference<>(buffer);
    }

    /** An empty table, the caller's until it is given back. */
    AggregationTable takeTable(Aggregator aggregator, int partitions, long budget) {
        AggregationTable kept = table == null ? null : table.get();
        table = null;
        AggregationTable taken = kept == null ? new AggregationTable() : kept;
        taken.reset(aggregator, partitions, budget);
        return taken;
    }

    void giveBack(AggregationTable given) {
        table = new SoftReference<>(given);
    }
}
