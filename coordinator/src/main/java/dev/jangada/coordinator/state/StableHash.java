package dev.jangada.coordinator.state;

import dev.jangada.coordinator.Blob;

/**
 * A 64-bit hash of a sequence of values that depends on nothing else: the same on every machine and Java version. Made
 * to compare replicas, not to resist an attacker. Mixing and finish are those of MurmurHash3 x64 (public domain).
 */
public final class StableHash {
    private static final long FIRST = 0x87c37b91114253d5L;
    private static final long SECOND = 0x4cf5ad432745937fL;

    private long hash;
    private long count;

    /** Adds a number. */
    public StableHash add(long value) {
        long mixed = Long.rotateLeft(value * FIRST, 31) * SECOND;
        hash = Long.rotateLeft(hash ^ mixed, 27) * 5 + 0x52dce729L;
        count++;
        return this;
    }

    /** Adds a truth value. */
    public StableHash add(boolean value) {
        return add(value ? 1L : 0L);
    }

    /** Adds a constant, by its name. */
    public StableHash add(Enum<?> value) {
        return add(value.name());
    }

    /** Adds a text, with its length. */
    public StableHash add(String text) {
        int length = text.length();
        add((long) length);
        long packed = 0;
        for (int i = 0; i < length; i++) {
            packed = packed << 16 | text.charAt(i);
            if ((i & 3) == 3) {
                add(packed);
                packed = 0;
            }
        }
        return (length & 3) == 0 ? this : add(packed);
    }

    /** Adds bytes, with their number. */
    public StableHash add(Blob blob) {
        int length = blob.size();
        add((long) length);
        long packed = 0;
        for (int i = 0; i < length; i++) {
            packed = packed << 8 | (blob.byteAt(i) & 0xff);
            if ((i & 7) == 7) {
                add(packed);
                packed = 0;
            }
        }
        return (length & 7) == 0 ? this : add(packed);
    }

    /** The hash of all that was added; more may be added afterwards. */
    public long value() {
        long value = hash ^ count;
        value = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        value = (value ^ value >>> 33) * 0xc4ceb9fe1a85ec53L;
        return value ^ value >>> 33;
    }
}
