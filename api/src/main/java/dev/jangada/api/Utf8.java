package dev.jangada.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A view of bytes that are usually UTF-8 text: a line, a word, a field.
 *
 * <p>The engine hands out one view per record and points it at the next record afterwards, so a view is <b>valid until
 * the next record</b>; {@link #copy()} makes one that lasts. Nothing requires the bytes to be valid UTF-8: every operation
 * but {@link #toString()} works on bytes. Equality, hash code and order are those of the bytes (unsigned). Not thread-safe.
 */
public final class Utf8 implements Comparable<Utf8> {

    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes;
    private int offset;
    private int length;

    /** Makes an empty view, to be {@linkplain #point pointed} at bytes. */
    public Utf8() {
        this.bytes = NOTHING;
    }

    private Utf8(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Encodes a string. */
    public static Utf8 of(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return new Utf8(encoded, 0, encoded.length);
    }

    /** Views all of an array without copying it. */
    public static Utf8 wrap(byte[] bytes) {
        return new Utf8(bytes, 0, bytes.length);
    }

    /** Views a part of an array without copying it. */
    public static Utf8 wrap(byte[] bytes, int offset, int length) {
        return new Utf8().point(bytes, offset, length);
    }

    /**
     * Points this view at other bytes; readers use it to reuse one view for every record.
     *
     * @return this view
     * @throws IndexOutOfBoundsException when the range does not lie in the array
     */
    public Utf8 point(byte[] bytes, int offset, int length) {
        if ((offset | length | (bytes.length - offset - length)) < 0) {
            throw new IndexOutOfBoundsException(
                    "range of " + length + " bytes at " + offset + " in an array of " + bytes.length);
        }
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /** The array that this view looks at; the view covers {@link #length()} bytes from {@link #offset()}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the view starts in {@link #bytes()}. */
    public int offset() {
        return offset;
    }

    /** The number of bytes. */
    public int length() {
        return length;
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * The byte at an index.
     *
     * @throws IndexOutOfBoundsException when the index is negative or not below {@link #length()}
     */
    public byte byteAt(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("index " + index + " in " + length + " bytes");
        }
        return bytes[offset + index];
    }

    /**
     * The words: maximal runs of bytes that are not space, tab, CR, LF, FF or VT. One view is reused for all words of a
     * pass, so keep {@link #copy()} of a word, not the word.
     */
    public Iterable<Utf8> words() {
        return () -> new Tokens.Words(bytes, offset, length);
    }

    /** The pieces between separators, including empty ones: n separators give n + 1 pieces. One view is reused. */
    public Iterable<Utf8> split(byte separator) {
        return () -> new Tokens.Fields(bytes, offset, length, separator);
    }

    /** The same for an ASCII character, such as {@code split('\t')}. */
    public Iterable<Utf8> split(char separator) {
        if (separator > 127) {
            throw new IllegalArgumentException("split needs an ASCII character, not '" + separator + "'");
        }
        return split((byte) separator);
    }

    /**
     * The decimal number that these bytes spell, with an optional sign.
     *
     * @throws NumberFormatException when they are not a number or it does not fit a long
     */
    public long parseLong() {
        int at = offset;
        int end = offset + length;
        boolean negative = length > 0 && bytes[at] == '-';
        if (negative || (length > 0 && bytes[at] == '+')) {
            at++;
        }
        if (at == end) {
            throw notANumber();
        }
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long result = 0; // kept negative: Long.MIN_VALUE has no positive counterpart
        while (at < end) {
            int digit = bytes[at++] - '0';
            if (digit < 0 || digit > 9 || result < limit / 10) {
                throw notANumber();
            }
            result *= 10;
            if (result < limit + digit) {
                throw notANumber();
            }
            result -= digit;
        }
        return negative ? result : -result;
    }

    private NumberFormatException notANumber() {
        return new NumberFormatException("not a whole number of 64 bits: '" + this + "'");
    }

    /** Whether the bytes begin with those of another view. */
    public boolean startsWith(Utf8 prefix) {
        return prefix.length <= length
                && Arrays.equals(
                        bytes,
                        offset,
                        offset + prefix.length,
                        prefix.bytes,
                        prefix.offset,
                        prefix.offset + prefix.length);
    }

    /** Whether the bytes begin with the UTF-8 form of a string. */
    public boolean startsWith(String prefix) {
        return startsWith(of(prefix));
    }

    /** The index of the first such byte, or -1. */
    public int indexOf(byte wanted) {
        return indexOf(wanted, 0);
    }

    /** The index of the first such ASCII character, or -1. */
    public int indexOf(char wanted) {
        return wanted > 127 ? -1 : indexOf((byte) wanted, 0);
    }

    /** The index of the first such byte at or after an index, or -1. */
    public int indexOf(byte wanted, int from) {
        int end = offset + length;
        for (int at = offset + Math.max(from, 0); at < end; at++) {
            if (bytes[at] == wanted) {
                return at - offset;
            }
        }
        return -1;
    }

    /** The index where the bytes of another view first occur, or -1. */
    public int indexOf(Utf8 wanted) {
        if (wanted.length == 0) {
            return 0;
        }
        int rare = Tokens.rarest(wanted.bytes, wanted.offset, wanted.length);
        byte[] pattern = wanted.bytes;
        int end = offset + length - (wanted.length - rare) + 1;
        int at = Tokens.find(bytes, offset + rare, end, pattern[wanted.offset + rare]);
        while (at >= 0) {
            int start = at - rare;
            int wantedEnd = wanted.offset + wanted.length;
            if (Arrays.equals(bytes, start, start + wanted.length, pattern, wanted.offset, wantedEnd)) {
                return start - offset;
            }
            at = Tokens.find(bytes, at + 1, end, pattern[wanted.offset + rare]);
        }
        return -1;
    }

    /** Whether the text matches a regular expression somewhere. ASCII text is matched without decoding it. */
    public boolean find(Pattern pattern) {
        return pattern.matcher(isAscii() ? new Tokens.Ascii(bytes, offset, length) : toString())
                .find();
    }

    private boolean isAscii() {
        for (int at = offset; at < offset + length; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** A new view of the bytes from an index to the end. */
    public Utf8 slice(int from) {
        return slice(from, length);
    }

    /**
     * A new view of the bytes from one index up to another; shares the array.
     *
     * @throws IndexOutOfBoundsException when not {@code 0 <= from <= to <= length()}
     */
    public Utf8 slice(int from, int to) {
        if (from < 0 || to < from || to > length) {
            throw new IndexOutOfBoundsException("slice from " + from + " to " + to + " of " + length + " bytes");
        }
        return new Utf8(bytes, offset + from, to - from);
    }

    /** A view of a copy of these bytes, which lasts. */
    public Utf8 copy() {
        byte[] copied = toByteArray();
        return new Utf8(copied, 0, copied.length);
    }

    /** A copy of these bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Decodes as UTF-8; malformed bytes become U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Utf8 that
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int at = offset; at < offset + length; at++) {
            hash = 31 * hash + bytes[at];
        }
        return hash;
    }

    @Override
    public int compareTo(Utf8 other) {
        return Arrays.compareUnsigned(
                bytes, offset, offset + length, other.bytes, other.offset, other.offset + other.length);
    }
}
