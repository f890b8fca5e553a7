package dev.jangada.engine.input;

import java.util.List;

/**
 * The input of one map task: ranges of files in input order, or a number of a generated source. Travels as bytes that only
 * this class understands.
 *
 * @param number the number of the split, from 0; the record of a generated source
 * @param ranges the ranges, empty for a generated source
 */
public record Split(int number, List<FileRange> ranges) {

    /** Copies the list. */
    public Split {
        ranges = List.copyOf(ranges);
    }

    /** The bytes of all ranges. */
    public long bytes() {
        long sum = 0;
        for (FileRange range : ranges) {
            sum += range.length();
        }
        return sum;
    }

    /** The split as bytes; paths that begin alike are stored once. */
    public byte[] encode() {
        return SplitCodec.encode(this);
    }

    /**
     * The split that bytes hold.
     *
     * @throws IllegalArgumentException when they are no split of a known version
     */
    public static Split decode(byte[] bytes) {
        return SplitCodec.decode(bytes);
    }
}
