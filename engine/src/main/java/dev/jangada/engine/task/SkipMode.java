package dev.jangada.engine.task;

import dev.jangada.engine.user.Place;
import java.util.Set;

/**
 * Which records an attempt leaves out, and who hears of each record just before user code is given it. Positions are the
 * same in every attempt at a task: of a map the number of the record in the split, from 0; of a reduce {@link #hash} of
 * the key.
 *
 * @param positions the records to leave out
 * @param watch hears of the others
 */
public record SkipMode(Set<Long> positions, Watch watch) {

    /** Leaves out nothing and tells nobody. */
    public static final SkipMode OFF = new SkipMode(Set.of(), Watch.NOBODY);

    /** Hears of records; asked for every one, so it must be cheap. */
    public interface Watch {

        /** Does not listen. */
        Watch NOBODY = new Watch() {
            @Override
            public void record(long number, Place place) {}

            @Override
            public void group(long hash, byte[] key, int length) {}
        };

        /** A map function is given this record of its split. */
        void record(long number, Place place);

        /** A reduce function is given the group of this encoded key, which begins at index 0. */
        void group(long hash, byte[] key, int length);
    }

    /** Copies the positions. */
    public SkipMode {
        positions = Set.copyOf(positions);
    }

    /** Whether anything is to be done for records. */
    public boolean isOn() {
        return !positions.isEmpty() || watch != Watch.NOBODY;
    }

    /** Whether the record is left out; if not, the watch hears of it. */
    public boolean skipsRecord(long number, Place place) {
        boolean skips = positions.contains(number);
        if (!skips) {
            watch.record(number, place);
        }
        return skips;
    }

    /** Whether the group is left out; if not, the watch hears of it. */
    public boolean skipsGroup(byte[] key, int length) {
        long hash = hash(key, length);
        boolean skips = positions.contains(hash);
        if (!skips) {
            watch.group(hash, key, length);
        }
        return skips;
    }

    /**
     * A hash of the key in 64 bits: FNV-1a, then the finalizer of MurmurHash3. That another key of a reduce of 10^9 keys
     * has the hash of a given one has a probability of about 5 in 10^11.
     */
    public static long hash(byte[] key, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (key[i] & 0xff)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
