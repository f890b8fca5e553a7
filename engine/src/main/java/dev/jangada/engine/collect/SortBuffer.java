package dev.jangada.engine.collect;

import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RecordCursor;
import dev.jangada.engine.run.Varint;
import java.util.Arrays;

/**
 * Records in memory, one after the other in one array in the form that run files have, with the partition and the first
 * key word of each beside it. Reused after clearing. Owned by one thread.
 */
final class SortBuffer implements SortKeys {

    /** Bytes per record beside its own: word, offset, partition, and what sorting needs. */
    static final int BYTES_PER_RECORD = Long.BYTES + 2 * Integer.BYTES + PartitionOrder.BYTES_PER_ID;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** How many records are looked at ahead of the one that is shown. */
    private static final int AHEAD = 32;

    private static final int FEWEST = 256;

    private final PartitionOrder order = new PartitionOrder();
    private long budget;
    private byte[] bytes = new byte[0];
    private int length;
    private long[] words = new long[FEWEST];
    private int[] offsets = new int[FEWEST];
    private int[] partitionOf = new int[FEWEST];
    private int count;
    /** Written so that the loads before it are not optimised away. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    /**
     * Empties the buffer for another use, keeping memory that its budget covers. A record larger than the budget is still
     * accepted, alone.
     */
    void reset(int partitions, long newBudget) {
        budget = Math.min(newBudget, 1 << 30);
        order.reset(partitions);
        clear();
        if (bytes.length + (long) words.length * BYTES_PER_RECORD > budget) {
            bytes = new byte[0];
            words = new long[FEWEST];
            offsets = new int[FEWEST];
            partitionOf = new int[FEWEST];
            order.shrink();
        }
        if (bytes.length == 0) {
            bytes = new byte[(int) Math.min(budget / 2, 1 << 20)];
        }
    }

    int count() {
        return count;
    }

    void clear() {
        length = 0;
        count = 0;
    }

    /** Whether a record can be added; always true when the buffer is empty. */
    boolean hasRoom(int keyLength, int valueLength) {
        long record = 10L + keyLength + valueLength;
        return count == 0 || length + record + (count + 1L) * BYTES_PER_RECORD <= budget;
    }

    /** Copies a record to the end. */
    void add(int partition, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        reserve(10L + keyLength + valueLength);
        if (count == offsets.length) {
            int room = count + Math.max(FEWEST, count / 2);
            words = Arrays.copyOf(words, room);
            offsets = Arrays.copyOf(offsets, room);
            partitionOf = Arrays.copyOf(partitionOf, room);
        }
        words[count] = KeyBytes.sortWord(key, keyOffset, keyLength);
        offsets[count] = length;
        partitionOf[count] = partition;
        count++;
        int at = Varint.write(bytes, length, keyLength);
        at = Varint.write(bytes, at, valueLength);
        System.arraycopy(key, keyOffset, bytes, at, keyLength);
        at += keyLength;
        System.arraycopy(value, valueOffset, bytes, at, valueLength);
        length = at + valueLength;
    }

    private void reserve(long more) {
        long needed = length + more;
        if (needed <= bytes.length) {
            return;
        }
        if (needed > LARGEST_ARRAY) {
            throw new IllegalArgumentException("a pair of " + more + " bytes is too large: the limit is 2 GiB");
        }
        long doubled = Math.min(bytes.length * 2L, Math.max(budget, bytes.length));
        bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST_ARRAY, Math.max(needed, doubled)));
    }

    /** Sorts what was added; then {@link #cursor} shows it, until something is added or cleared. */
    void sort() {
        order.sort(count, partitionOf, this);
    }

    /** The records of a partition in key order, equal keys in the order in which they were added. */
    RecordCursor cursor(int partition) {
        return new SortedRecords(order.start(partition), order.start(partition + 1));
    }

    @Override
    public long word(int id, int depth) {
        if (depth == 0) {
            return words[id];
        }
        int keyLength = Varint.read(bytes, offsets[id]);
        return KeyBytes.sortWord(bytes, keyOffset(id, keyLength) + depth, keyLength - depth);
    }

    private int length(int id) {
        return Varint.read(bytes, offsets[id]);
    }

    @Override
    public int compareFrom(int a, int b, int depth) {
        int lengthA = length(a);
        int lengthB = length(b);
        int startA = keyOffset(a, lengthA);
        int startB = keyOffset(b, lengthB);
        return Arrays.compareUnsigned(
                bytes,
                startA + Math.min(depth, lengthA),
                startA + lengthA,
                bytes,
                startB + Math.min(depth, lengthB),
                startB + lengthB);
    }

    private int keyOffset(int id, int keyLength) {
        int at = offsets[id] + Varint.size(keyLength);
        return at + Varint.size(Varint.read(bytes, at));
    }

    private final class SortedRecords extends RecordCursor {
        private final int end;
        private final int[] ahead = new int[AHEAD];
        private int next;
        private int aheadAt = AHEAD;

        SortedRecords(int start, int end) {
            this.next = start;
            this.end = end;
            bytes = SortBuffer.this.bytes;
        }

        @Override
        public boolean advance() {
            if (next == end) {
                return false;
            }
            if (aheadAt == AHEAD) {
                lookAhead();
            }
            next++;
            int at = ahead[aheadAt++];
            keyLength = Varint.read(bytes, at);
            at += Varint.size(keyLength);
            valueLength = Varint.read(bytes, at);
            keyOffset = at + Varint.size(valueLength);
            valueOffset = keyOffset + keyLength;
            word = KeyBytes.word(bytes, keyOffset, keyLength);
            return true;
        }

        /** Loads the starts of the next records, which lie anywhere, so that the cache misses overlap. */
        private void lookAhead() {
            int count = Math.min(AHEAD, end - next);
            for (int i = 0; i < count; i++) {
                ahead[i] = offsets[order.id(next + i)];
            }
            int sum = 0;
            for (int i = 0; i < count; i++) {
                sum += bytes[ahead[i]];
            }
            touched = sum;
            aheadAt = 0;
        }
    }
}
