package dev.jangada.chaos.sim;

import java.util.Arrays;

/**
 * States that were seen, by 128 bits of the SHA-256 of their form, and in how many ways each can go on to an end: 32 bytes
 * a state, in arrays. The number of ways has 127 bits; 0 as long as it is not known.
 */
final class SmallWorldTable {
    private static final int SHARDS = 256;
    private static final int LONGS = 4;
    private static final int FIRST_SIZE = 1 << 6;

    private final long[][] shards = new long[SHARDS][LONGS * FIRST_SIZE];
    private final int[] counts = new int[SHARDS];

    /** A key; never twice 0. */
    record StateKey(long high, long low) {}

    /** A number of ways. */
    record Ways(long high, long low) {
        static final Ways NONE = new Ways(0, 0);

        Ways plus(Ways other) {
            long sum = low + other.low;
            long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            return new Ways(Math.addExact(Math.addExact(high, other.high), carry), sum);
        }

        boolean isNone() {
            return high == 0 && low == 0;
        }
    }

    /** Adds {@code key}, unless it is there; says whether it was added. */
    boolean add(StateKey key) {
        int shard = shard(key);
        long[] cells = shards[shard];
        int at = find(cells, key);
        if (cells[at] != 0 || cells[at + 1] != 0) {
            return false;
        }
        cells[at] = key.high;
        cells[at + 1] = key.low;
        if (++counts[shard] * LONGS > cells.length / 4 * 3) {
            grow(shard);
        }
        return true;
    }

    /** The ways of a key that was added. */
    Ways ways(StateKey key) {
        long[] cells = shards[shard(key)];
        int at = find(cells, key);
        return new Ways(cells[at + 2], cells[at + 3]);
    }

    /** Says the ways of a key that was added. */
    void put(StateKey key, Ways ways) {
        long[] cells = shards[shard(key)];
        int at = find(cells, key);
        cells[at + 2] = ways.high;
        cells[at + 3] = ways.low;
    }

    long size() {
        return Arrays.stream(counts).asLongStream().sum();
    }

    private void grow(int shard) {
        long[] old = shards[shard];
        long[] cells = new long[old.length * 2];
        for (int i = 0; i < old.length; i += LONGS) {
            if (old[i] != 0 || old[i + 1] != 0) {
                System.arraycopy(old, i, cells, find(cells, new StateKey(old[i], old[i + 1])), LONGS);
            }
        }
        shards[shard] = cells;
    }

    private static int shard(StateKey key) {
        return (int) (key.high >>> 56);
    }

    /** Where {@code key} is, or should be. */
    private static int find(long[] cells, StateKey key) {
        int mask = cells.length / LONGS - 1;
        int slot = (int) key.low & mask;
        while (true) {
            int at = slot * LONGS;
            boolean isEmpty = cells[at] == 0 && cells[at + 1] == 0;
            if (isEmpty || (cells[at] == key.high && cells[at + 1] == key.low)) {
                return at;
            }
            slot = slot + 1 & mask;
        }
    }
}
