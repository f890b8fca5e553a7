package dev.jangada.engine.collect;

import dev.jangada.api.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges of encoded keys, one per partition: partition i holds the keys that are at least bound i - 1 and less than bound
 * i. Immutable.
 */
public final class KeyRanges {

    /** No bounds: everything is in partition 0. */
    public static final KeyRanges NONE = new KeyRanges(List.of());

    private static final byte VERSION = 1;

    private final List<byte[]> bounds;

    private KeyRanges(List<byte[]> bounds) {
        this.bounds = bounds;
    }

    /**
     * Ranges between bounds.
     *
     * @param ascending the bounds, each at least as great as the one before
     */
    public static KeyRanges between(List<byte[]> ascending) {
        for (int i = 1; i < ascending.size(); i++) {
            if (Arrays.compareUnsigned(ascending.get(i - 1), ascending.get(i)) > 0) {
                throw new IllegalArgumentException("bound " + i + " is less than the one before");
            }
        }
        return new KeyRanges(List.copyOf(ascending));
    }

    /** How many partitions the bounds make. */
    public int partitions() {
        return bounds.size() + 1;
    }

    /** The partition of an encoded key. */
    public int partition(byte[] bytes, int offset, int length) {
        int low = 0;
        int high = bounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] bound = bounds.get(middle);
            if (Arrays.compareUnsigned(bound, 0, bound.length, bytes, offset, offset + length) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The ranges as bytes; empty for {@link #NONE}. */
    public byte[] encode() {
        if (bounds.isEmpty()) {
            return new byte[0];
        }
        ByteSink out = new ByteSink(256);
        out.write(VERSION);
        for (byte[] bound : bounds) {
            out.writeLong(bound.length);
            out.write(bound, 0, bound.length);
        }
        return Arrays.copyOf(out.bytes(), out.length());
    }

    /**
     * The ranges that bytes hold.
     *
     * @throws IllegalArgumentException when they are no ranges of a known version
     */
    public static KeyRanges decode(byte[] bytes) {
        if (bytes.length == 0) {
            return NONE;
        }
        if (bytes[0] != VERSION) {
            throw new IllegalArgumentException("key ranges of unknown version " + bytes[0]);
        }
        List<byte[]> bounds = new ArrayList<>();
        int at = 1;
        while (at < bytes.length) {
            if (bytes.length - at < Long.BYTES) {
                throw new IllegalArgumentException("key ranges end too early");
            }
            long length = ByteBuffer.wrap(bytes, at, Long.BYTES).getLong();
            at += Long.BYTES;
            if (length < 0 || length > bytes.length - at) {
                throw new IllegalArgumentException("key ranges end too early");
            }
            bounds.add(Arrays.copyOfRange(bytes, at, at + (int) length));
            at += (int) length;
        }
        return between(bounds);
    }
}
