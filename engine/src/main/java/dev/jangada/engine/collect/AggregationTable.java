package dev.jangada.engine.collect;

import dev.jangada.api.plan.Aggregator;
import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.util.Arrays;

/**
 * One long per key, in primitives: an index of entry numbers, and entries of 32 bytes in the order in which keys first came,
 * so that frequent keys, which come early, lie together. Keys of at most 16 bytes are in their entry as two words; longer
 * ones are in an arena. New pairs wait in a batch, so that the cache misses of many probes overlap. Owned by one thread.
 *
 * <p>An entry is four longs: first word; second word, or arena offset of a longer key; value; key length.
 */
final class AggregationTable implements SortKeys {

    private static final int ENTRY = 4;
    private static final int INLINE = 2 * Long.BYTES;
    private static final int BATCH = 256;
    private static final int SMALLEST = 2 * BATCH;
    /** Entry, two index slots, partition, and what sorting needs. */
    private static final int BYTES_PER_KEY = ENTRY * Long.BYTES + 3 * Integer.BYTES + PartitionOrder.BYTES_PER_ID;

    private static final int SMALLEST_ARENA = 1 << 10;

    private final PartitionOrder order = new PartitionOrder();
    private Aggregator aggregator = Aggregator.SUM;
    private long budget;

    private long[] entries = new long[SMALLEST * ENTRY];
    private int[] index = new int[SMALLEST * 2];
    private int size;
    private byte[] arena = new byte[SMALLEST_ARENA];
    private int arenaLength;
    private int[] partitionOf = new int[0];

    private final long[] firsts = new long[BATCH];
    private final long[] seconds = new long[BATCH];
    private final long[] values = new long[BATCH];
    private final int[] lengths = new int[BATCH];
    private final int[] slots = new int[BATCH];
    private final int[] numbers = new int[BATCH];
    private final long[] candidates = new long[BATCH];
    private int waiting;

    /** Empties the table for another use, keeping memory that its budget covers. */
    void reset(Aggregator newAggregator, int partitions, long newBudget) {
        aggregator = newAggregator;
        budget = Math.min(newBudget, 1 << 30);
        order.reset(partitions);
        if (arena.length + (long) entries.length / ENTRY * BYTES_PER_KEY > budget) {
            entries = new long[SMALLEST * ENTRY];
            index = new int[SMALLEST * 2];
            arena = new byte[SMALLEST_ARENA];
            partitionOf = new int[0];
            order.shrink();
        }
        clear();
    }

    /** How many different keys there are; only after {@link #flush()}. */
    int size() {
        return size;
    }

    void clear() {
        size = 0;
        arenaLength = 0;
        waiting = 0;
        Arrays.fill(index, 0);
    }

    /** Adds a pair. Returns false when the table must be written out and cleared before the next one is added. */
    boolean add(byte[] bytes, int offset, int length, long value) {
        if (length > INLINE) {
            return addLong(bytes, offset, length, value);
        }
        int place = waiting++;
        int head = Math.min(length, Long.BYTES);
        if (offset + INLINE <= bytes.length) {
            firsts[place] = KeyBytes.eight(bytes, offset) & KeyBytes.mask(head);
            seconds[place] = KeyBytes.eight(bytes, offset + Long.BYTES) & KeyBytes.mask(length - head);
        } else {
            firsts[place] = KeyBytes.word(bytes, offset, length);
            seconds[place] = KeyBytes.word(bytes, offset + Long.BYTES, length - Long.BYTES);
        }
        lengths[place] = length;
        values[place] = value;
        return waiting < BATCH || flush();
    }

    /**
     * Puts waiting pairs into the table. Returns false when it must be written out and cleared.
     *
     * <p>What each pass loads depends on nothing that the same pass has loaded, so its cache misses overlap.
     */
    boolean flush() {
        int mask = index.length - 1;
        for (int i = 0; i < waiting; i++) {
            slots[i] = (int) KeyBytes.hash(firsts[i], seconds[i], lengths[i]) & mask;
        }
        for (int i = 0; i < waiting; i++) {
            numbers[i] = index[slots[i]];
        }
        for (int i = 0; i < waiting; i++) {
            candidates[i] = entries[Math.max(0, numbers[i] - 1) * ENTRY];
        }
        for (int i = 0; i < waiting; i++) {
            int entry = (numbers[i] - 1) * ENTRY;
            if (candidates[i] == firsts[i]
                    && entry >= 0
                    && entries[entry + 1] == seconds[i]
                    && entries[entry + 3] == lengths[i]) {
                entries[entry + 2] = aggregator.merge(entries[entry + 2], values[i]);
            } else {
                probe(slots[i], firsts[i], seconds[i], lengths[i], values[i]);
            }
        }
        waiting = 0;
        return hasRoom();
    }

    private void probe(int start, long first, long second, int length, long value) {
        int mask = index.length - 1;
        int slot = start;
        for (int number = index[slot]; number != 0; number = index[slot]) {
            int entry = (number - 1) * ENTRY;
            if (entries[entry] == first && entries[entry + 1] == second && entries[entry + 3] == length) {
                entries[entry + 2] = aggregator.merge(entries[entry + 2], value);
                return;
            }
            slot = (slot + 1) & mask;
        }
        insert(slot, first, second, length, value);
    }

    private boolean addLong(byte[] bytes, int offset, int length, long value) {
        int mask = index.length - 1;
        long first = KeyBytes.word(bytes, offset, length);
        int slot = (int) KeyBytes.hash(bytes, offset, length) & mask;
        for (int number = index[slot]; number != 0; number = index[slot]) {
            int entry = (number - 1) * ENTRY;
            if (entries[entry] == first && entries[entry + 3] == length) {
                int at = (int) entries[entry + 1];
                if (Arrays.equals(arena, at, at + length, bytes, offset, offset + length)) {
                    entries[entry + 2] = aggregator.merge(entries[entry + 2], value);
                    return true;
                }
            }
            slot = (slot + 1) & mask;
        }
        insert(slot, first, append(bytes, offset, length), length, value);
        return hasRoom();
    }

    private int append(byte[] bytes, int offset, int length) {
        long needed = (long) arenaLength + length;
        if (needed > arena.length) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("a key of " + length + " bytes is too large: the limit is 1 GiB");
            }
            arena = Arrays.copyOf(arena, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, arena.length * 2L)));
        }
        System.arraycopy(bytes, offset, arena, arenaLength, length);
        arenaLength += length;
        return arenaLength - length;
    }

    private void insert(int slot, long first, long second, int length, long value) {
        int entry = size * ENTRY;
        entries[entry] = first;
        entries[entry + 1] = second;
        entries[entry + 2] = value;
        entries[entry + 3] = length;
        index[slot] = ++size;
    }

    /** Whether a whole batch fits, after growing if the budget allows. */
    private boolean hasRoom() {
        int capacity = entries.length / ENTRY;
        if (size + BATCH < capacity) {
            return arenaLength + (long) capacity * BYTES_PER_KEY <= budget || arenaLength <= budget / 2;
        }
        if (arenaLength + 2L * capacity * BYTES_PER_KEY > budget) {
            return false;
        }
        entries = Arrays.copyOf(entries, entries.length * 2);
        index = new int[index.length * 2];
        int mask = index.length - 1;
        for (int number = 1; number <= size; number++) {
            int slot = (int) hash(number - 1) & mask;
            while (index[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            index[slot] = number;
        }
        return true;
    }

    private long hash(int id) {
        int entry = id * ENTRY;
        int length = (int) entries[entry + 3];
        return length <= INLINE
                ? KeyBytes.hash(entries[entry], entries[entry + 1], length)
                : KeyBytes.hash(arena, (int) entries[entry + 1], length);
    }

    /** Sorts the table and writes it to a run file, all partitions of it; then it can be cleared. */
    void writeTo(RunWriter out, KeyPartitioner partitioner) throws IOException, TaskException {
        if (partitionOf.length < size) {
            partitionOf = new int[entries.length / ENTRY];
        }
        byte[] inline = new byte[INLINE];
        for (int id = 0; id < size; id++) {
            partitionOf[id] = partitioner.partition(keyArray(id, inline), keyOffset(id), length(id));
        }
        order.sort(size, partitionOf, this);
        byte[] value = new byte[Long.BYTES];
        for (int partition = 0; partition < partitioner.partitions(); partition++) {
            for (int i = order.start(partition); i < order.start(partition + 1); i++) {
                int id = order.id(i);
                KeyBytes.putWord(value, 0, entries[id * ENTRY + 2] ^ Long.MIN_VALUE);
                out.append(keyArray(id, inline), keyOffset(id), length(id), value, 0, Long.BYTES);
            }
            out.endPartition();
        }
    }

    /** The array that holds a key: the arena, or the given one after the key was written to its start. */
    private byte[] keyArray(int id, byte[] inline) {
        int entry = id * ENTRY;
        if (entries[entry + 3] > INLINE) {
            return arena;
        }
        KeyBytes.putWord(inline, 0, entries[entry]);
        KeyBytes.putWord(inline, Long.BYTES, entries[entry + 1]);
        return inline;
    }

    private int keyOffset(int id) {
        return length(id) > INLINE ? (int) entries[id * ENTRY + 1] : 0;
    }

    /** How long a key is. */
    int length(int id) {
        return (int) entries[id * ENTRY + 3];
    }

    @Override
    public long word(int id, int depth) {
        int entry = id * ENTRY;
        int length = (int) entries[entry + 3];
        if (length > INLINE) {
            return KeyBytes.sortWord(arena, (int) entries[entry + 1] + depth, length - depth);
        }
        if (length <= depth) {
            return 0;
        }
        long eight = depth == 0 ? entries[entry] : later(entries[entry], entries[entry + 1], depth);
        return (eight & ~0xffL) | Math.min(length - depth, Long.BYTES);
    }

    /** Eight of the 16 bytes of two words, from 7 or from 14 on. */
    private static long later(long first, long second, int depth) {
        int bits = depth * Byte.SIZE;
        return depth < Long.BYTES ? (first << bits) | (second >>> (Long.SIZE - bits)) : second << (bits - Long.SIZE);
    }

    @Override
    public int compareFrom(int a, int b, int depth) {
        for (int at = depth; ; at += KeyBytes.SORT_BYTES) {
            long wordA = word(a, at);
            long wordB = word(b, at);
            if (wordA != wordB) {
                return Long.compareUnsigned(wordA, wordB);
            }
            if (!KeyBytes.goesOn(wordA)) {
                return 0;
            }
        }
    }
}
