package dev.jangada.engine.run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Encoded keys as 8-byte words and as hashes. A word holds the bytes highest first, padded with zeros. */
public final class KeyBytes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long MIX_1 = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio
    private static final long MIX_2 = 0xC2B2AE3D27D4EB4FL; // the second prime of xxHash64

    private KeyBytes() {}

    /**
     * The word of up to 8 bytes at an offset.
     *
     * @param length how many bytes there are, possibly more than 8, or less than 1
     */
    public static long word(byte[] bytes, int offset, int length) {
        if (length <= 0) {
            return 0;
        }
        if (offset + Long.BYTES <= bytes.length) {
            long word = (long) LONG.get(bytes, offset);
            return length >= Long.BYTES ? word : word & (-1L << (64 - 8 * length));
        }
        return shortWord(bytes, offset, Math.min(length, Long.BYTES));
    }

    /** The 8 bytes at an offset, all of which must be there. */
    public static long eight(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    /** Ones for the first 0 to 8 bytes of a word. In two steps because a shift by 64 would be one by 0. */
    public static long mask(int bytes) {
        return ~((-1L >>> (4 * bytes)) >>> (4 * bytes));
    }

    /** How many bytes of a key a {@link #sortWord} covers. */
    public static final int SORT_BYTES = Long.BYTES - 1;

    /**
     * What keys are sorted by: up to 7 bytes at an offset, padded with zeros, and below them how many are left, at most 8.
     * Keys compare as these words do, and keys with equal words are equal unless 8 or more bytes were left.
     *
     * @param length how many bytes are left, possibly more than 8; if none or less, the word is 0
     */
    public static long sortWord(byte[] bytes, int offset, int length) {
        return length <= 0 ? 0 : (word(bytes, offset, length) & ~0xffL) | Math.min(length, Long.BYTES);
    }

    /** Whether keys with this sort word may differ further on. */
    public static boolean goesOn(long sortWord) {
        return (sortWord & 0xff) == Long.BYTES;
    }

    private static long shortWord(byte[] bytes, int offset, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[offset + i] & 0xffL) << (56 - 8 * i);
        }
        return word;
    }

    /** Writes a word as 8 bytes. */
    public static void putWord(byte[] bytes, int offset, long word) {
        LONG.set(bytes, offset, word);
    }

    /**
     * Compares two keys whose first words are equal.
     *
     * <p>When one of them has at most 8 bytes, it is a beginning of the other (what pads it are zeros there), so the
     * lengths decide.
     */
    static int compareBeyondWord(RecordCursor a, RecordCursor b) {
        if (a.keyLength <= Long.BYTES || b.keyLength <= Long.BYTES) {
            return Integer.compare(a.keyLength, b.keyLength);
        }
        return Arrays.compareUnsigned(
                a.bytes,
                a.keyOffset + Long.BYTES,
                a.keyOffset + a.keyLength,
                b.bytes,
                b.keyOffset + Long.BYTES,
                b.keyOffset + b.keyLength);
    }

    /** The hash of a key of at most 16 bytes, given as two words. */
    public static long hash(long first, long second, int length) {
        long hash = (first ^ (first >>> 32)) * MIX_1;
        hash = (hash ^ (hash >>> 29) ^ second ^ (second >>> 31)) * MIX_2;
        hash = (hash ^ (hash >>> 32) ^ length) * MIX_1;
        return hash ^ (hash >>> 32);
    }

    /**
     * The hash of a key. It decides in which partition a key lies, so it is part of what every worker of a job, and every
     * version of the engine that may run it, must agree on.
     */
    public static long hash(byte[] bytes, int offset, int length) {
        long first = word(bytes, offset, length);
        long second = word(bytes, offset + Long.BYTES, length - Long.BYTES);
        long hash = hash(first, second, length);
        for (int at = 2 * Long.BYTES; at < length; at += Long.BYTES) {
            hash = (hash ^ (hash >>> 32) ^ word(bytes, offset + at, length - at)) * MIX_2;
        }
        return length <= 2 * Long.BYTES ? hash : hash ^ (hash >>> 32);
    }

    /** The partition that a hash falls into; uses its upper half, so that tables can use the lower one. */
    public static int partition(long hash, int partitions) {
        return (int) (((hash >>> 32) * partitions) >>> 32);
    }
}
