package dev.jangada.engine.collect;

import dev.jangada.engine.run.KeyBytes;
import java.util.Arrays;

/**
 * Sorts ids by their keys, stably.
 *
 * <p>One pass packs, for each key, those leading bits in which the keys differ together with the key's place into one long,
 * and sorts the longs by a least-significant-digit radix sort of 11 bits; the place makes that stable. Keys that tie are
 * sorted in turn on their next bits, and so on, so a long common beginning costs one look per 7 bytes of it and nothing is
 * quadratic. A word says whether a key ends in it, so equal short keys are known to be equal without another look. Work that
 * is left is kept on a stack of its own: adversarial keys cannot overflow the thread's. Scratch arrays
 * are reused between sorts. Owned by one thread.
 */
final class KeySorter {

    /** Bytes of scratch per id in the largest sort. */
    static final int SCRATCH_PER_ID = 2 * Long.BYTES + Integer.BYTES;

    private static final int SMALL = 24;
    private static final int RADIX_FROM = 1500;
    private static final int DIGIT_BITS = 11;
    private static final int BUCKETS = 1 << DIGIT_BITS;

    private long[] packed = new long[0];
    private long[] other = new long[0];
    private int[] moved = new int[0];
    private final int[] histogram = new int[BUCKETS];

    private int[] stack = new int[96];
    private int stacked;

    /** Lets go of the scratch arrays. */
    void shrink() {
        packed = new long[0];
        other = new long[0];
        moved = new int[0];
    }

    /** Sorts {@code ids[from..to)} by their keys; ids with equal keys keep their order. */
    void sort(int[] ids, int from, int to, SortKeys keys) {
        push(from, to, 0);
        while (stacked > 0) {
            stacked -= 3;
            int start = stack[stacked];
            int end = stack[stacked + 1];
            int depth = stack[stacked + 2];
            if (end - start <= SMALL) {
                insertionSort(ids, start, end, depth, keys);
            } else {
                sortByWord(ids, start, end, depth, keys);
            }
        }
    }

    private void push(int from, int to, int depth) {
        if (to - from < 2) {
            return;
        }
        if (stacked + 3 > stack.length) {
            stack = Arrays.copyOf(stack, stack.length * 2);
        }
        stack[stacked++] = from;
        stack[stacked++] = to;
        stack[stacked++] = depth;
    }

    private static void insertionSort(int[] ids, int from, int to, int depth, SortKeys keys) {
        for (int i = from + 1; i < to; i++) {
            int id = ids[i];
            long word = keys.word(id, depth);
            int at = i;
            while (at > from && isGreater(ids[at - 1], id, word, depth, keys)) {
                ids[at] = ids[at - 1];
                at--;
            }
            ids[at] = id;
        }
    }

    private static boolean isGreater(int a, int b, long wordOfB, int depth, SortKeys keys) {
        long wordOfA = keys.word(a, depth);
        if (wordOfA != wordOfB) {
            return Long.compareUnsigned(wordOfA, wordOfB) > 0;
        }
        return KeyBytes.goesOn(wordOfA) && keys.compareFrom(a, b, depth + KeyBytes.SORT_BYTES) > 0;
    }

    private void sortByWord(int[] ids, int from, int to, int depth, SortKeys keys) {
        long first = keys.word(ids[from], depth);
        long difference = 0;
        for (int i = from + 1; i < to; i++) {
            difference |= keys.word(ids[i], depth) ^ first;
        }
        if (difference == 0) {
            if (KeyBytes.goesOn(first)) {
                push(from, to, depth + KeyBytes.SORT_BYTES);
            }
            return;
        }
        int count = to - from;
        reserve(count);
        int skip = Long.numberOfLeadingZeros(difference);
        int placeBits = 32 - Integer.numberOfLeadingZeros(count - 1);
        int keyBits = Math.min(Math.min(63 - placeBits, 64 - skip), wantedBits(placeBits));
        for (int i = 0; i < count; i++) {
            long bits = (keys.word(ids[from + i], depth) << skip) >>> (64 - keyBits);
            packed[i] = (bits << placeBits) | i;
        }
        sortPacked(count, placeBits, keyBits);
        permute(ids, from, count, placeBits);
        pushTies(from, count, placeBits, depth);
    }

    /** Enough bits that random keys hardly tie, in whole digits. */
    private static int wantedBits(int placeBits) {
        return Math.max(2, Math.min(4, (placeBits + 14) / DIGIT_BITS + 1)) * DIGIT_BITS;
    }

    private void reserve(int count) {
        if (packed.length < count) {
            int room = Math.max(count, Math.min(packed.length * 2, 1 << 20));
            packed = new long[room];
            other = new long[room];
            moved = new int[room];
        }
    }

    private void sortPacked(int count, int placeBits, int keyBits) {
        if (count < RADIX_FROM) {
            Arrays.sort(packed, 0, count);
            return;
        }
        for (int shift = placeBits; shift < placeBits + keyBits; shift += DIGIT_BITS) {
            if (radixPass(packed, other, count, shift)) {
                long[] sorted = other;
                other = packed;
                packed = sorted;
            }
        }
    }

    /** One stable pass; returns false when all digits are equal and nothing was moved. */
    private boolean radixPass(long[] source, long[] target, int count, int shift) {
        int[] starts = histogram;
        Arrays.fill(starts, 0);
        for (int i = 0; i < count; i++) {
            starts[(int) (source[i] >>> shift) & (BUCKETS - 1)]++;
        }
        if (starts[(int) (source[0] >>> shift) & (BUCKETS - 1)] == count) {
            return false;
        }
        int sum = 0;
        for (int digit = 0; digit < BUCKETS; digit++) {
            int size = starts[digit];
            starts[digit] = sum;
            sum += size;
        }
        for (int i = 0; i < count; i++) {
            long value = source[i];
            target[starts[(int) (value >>> shift) & (BUCKETS - 1)]++] = value;
        }
        return true;
    }

    private void permute(int[] ids, int from, int count, int placeBits) {
        System.arraycopy(ids, from, moved, 0, count);
        long placeMask = (1L << placeBits) - 1;
        for (int i = 0; i < count; i++) {
            ids[from + i] = moved[(int) (packed[i] & placeMask)];
        }
    }

    private void pushTies(int from, int count, int placeBits, int depth) {
        int start = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || packed[i] >>> placeBits != packed[start] >>> placeBits) {
                push(from + start, from + i, depth);
                start = i;
            }
        }
    }
}
