package dev.jangada.engine.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds and counts LF bytes, eight at a time (SWAR, after Warren, Hacker's Delight, 6-1). */
public final class Newlines {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LF = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private Newlines() {}

    /** The index of the first LF in {@code bytes[from..to)}, or -1. */
    public static int find(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at) ^ LF;
            long zero = (word - LOW) & ~word & HIGH;
            if (zero != 0) {
                return at + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** How many LF there are in {@code bytes[from..to)}. */
    public static long count(byte[] bytes, int from, int to) {
        long count = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at) ^ LF;
            // Exact for every byte, unlike the test above: the high bit is set where the low seven are not all zero.
            long notZero = (((word & ~HIGH) + ~HIGH) | word) & HIGH;
            count += Long.BYTES - Long.bitCount(notZero);
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                count++;
            }
        }
        return count;
    }
}
