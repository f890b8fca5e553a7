package dev.jangada.engine.run;

import dev.jangada.api.ByteSink;

/** Numbers from 0 to 2^31 - 1 in groups of 7 bits, low ones first; the high bit says that more follow. */
public final class Varint {

    private Varint() {}

    /** How many bytes a number takes. */
    public static int size(int number) {
        return number < 1 << 7 ? 1 : (38 - Integer.numberOfLeadingZeros(number)) / 7;
    }

    /** Appends a number. */
    public static void write(ByteSink out, int number) {
        int rest = number;
        while (rest >>> 7 != 0) {
            out.write((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((byte) rest);
    }

    /** Writes a number into an array, and returns where it ends. */
    public static int write(byte[] bytes, int offset, int number) {
        int at = offset;
        int rest = number;
        while (rest >>> 7 != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    /** Reads the number at an offset; with its size, one knows where it ends. Negative when it is malformed. */
    public static int read(byte[] bytes, int offset) {
        byte first = bytes[offset];
        if (first >= 0) {
            return first;
        }
        int number = first & 0x7f;
        int at = offset + 1;
        for (int shift = 7; shift < 35; shift += 7) {
            byte b = bytes[at++];
            number |= (b & 0x7f) << shift;
            if (b >= 0) {
                return number;
            }
        }
        return -1;
    }
}
