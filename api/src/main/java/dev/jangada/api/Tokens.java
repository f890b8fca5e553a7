package dev.jangada.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** One-pass iterators over the pieces of a byte range; each reuses a single view. */
final class Tokens {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    /** The most frequent first; what is not here is rarer than all of it. Letters by Norvig's count of English, 2012. */
    private static final String FREQUENT = " etaoinsrhldcumfpgwybvkxjqz";

    private Tokens() {}

    /** The index of a byte that texts have less of than of the others in a range, as far as one can guess. */
    static int rarest(byte[] bytes, int offset, int length) {
        int best = 0;
        int rank = -1;
        for (int i = 0; i < length; i++) {
            int found = FREQUENT.indexOf(bytes[offset + i]);
            int now = found < 0 ? FREQUENT.length() : found;
            if (now > rank) {
                best = i;
                rank = now;
            }
        }
        return best;
    }

    /** The place of the first such byte in {@code bytes[from..to)}, or -1; looks at eight at a time. */
    static int find(byte[] bytes, int from, int to, byte wanted) {
        int at = from;
        long eight = (wanted & 0xff) * EACH;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at) ^ eight;
            long zero = (word - EACH) & ~word & HIGH;
            if (zero != 0) {
                return at + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Maximal runs of bytes that are not space, tab, LF, VT, FF or CR. Ends of words are looked for eight bytes at a time
     * (SWAR, after Warren, Hacker's Delight, 6-1), so that a word of some letters costs one step whatever its length.
     */
    static final class Words implements Iterator<Utf8> {
        private static final long LOW_SEVEN = 0x7f * EACH;
        private static final long SPACES = ' ' * EACH;
        /** Added to seven bits, these reach the eighth from tab on, and from beyond CR on. */
        private static final long FROM_TAB = (0x80 - '\t') * EACH;

        private static final long BEYOND_CR = (0x80 - '\r' - 1) * EACH;

        private final Utf8 view = new Utf8();
        private final byte[] bytes;
        private final int end;
        private int at;

        Words(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.at = offset;
            this.end = offset + length;
        }

        @Override
        public boolean hasNext() {
            int position = at;
            while (position < end && isSeparator(bytes[position])) {
                position++;
            }
            at = position;
            return position < end;
        }

        @Override
        public Utf8 next() {
            int start = at;
            if (start >= end || isSeparator(bytes[start])) {
                if (!hasNext()) {
                    throw new NoSuchElementException("no more words");
                }
                start = at;
            }
            int position = endOfWord(start);
            at = Math.min(end, position + 1); // what ends a word is no part of the next
            return view.point(bytes, start, position - start);
        }

        private int endOfWord(int start) {
            int position = start;
            int lastLoad = Math.min(end - 1, bytes.length - Long.BYTES);
            for (; position <= lastLoad; position += Long.BYTES) {
                long separators = separators((long) LONG.get(bytes, position));
                if (separators != 0) {
                    return Math.min(end, position + (Long.numberOfTrailingZeros(separators) >>> 3));
                }
            }
            while (position < end && !isSeparator(bytes[position])) {
                position++;
            }
            return Math.min(end, position);
        }

        /** The high bit of each byte that is a separator; exact for every byte. */
        private static long separators(long word) {
            long other = word ^ SPACES;
            long notSpace = ((other & LOW_SEVEN) + LOW_SEVEN) | other;
            long seven = word & LOW_SEVEN;
            long control = (seven + FROM_TAB) & ~(seven + BEYOND_CR) & ~word;
            return (~notSpace | control) & HIGH;
        }

        /** Space or 9 (tab) to 13 (CR). Bytes from 128 on are negative here and belong to words. */
        private static boolean isSeparator(byte b) {
            return b <= ' ' && (b == ' ' || (b >= '\t' && b <= '\r'));
        }
    }

    /** The pieces between separators, empty ones included. */
    static final class Fields implements Iterator<Utf8> {
        private final Utf8 view = new Utf8();
        private final byte[] bytes;
        private final byte separator;
        private final int end;
        private int at;

        Fields(byte[] bytes, int offset, int length, byte separator) {
            this.bytes = bytes;
            this.separator = separator;
            this.at = offset;
            this.end = offset + length;
        }

        @Override
        public boolean hasNext() {
            return at <= end;
        }

        @Override
        public Utf8 next() {
            if (at > end) {
                throw new NoSuchElementException("no more fields");
            }
            int start = at;
            int position = start;
            while (position < end && bytes[position] != separator) {
                position++;
            }
            at = position + 1;
            return view.point(bytes, start, position - start);
        }
    }

    /** ASCII bytes as characters, for regular expressions. */
    static final class Ascii implements CharSequence {
        private final byte[] bytes;
        private final int offset;
        private final int length;

        Ascii(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.offset = offset;
            this.length = length;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            return (char) bytes[offset + index];
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Ascii(bytes, offset + start, end - start);
        }

        @Override
        public String toString() {
            return new String(bytes, offset, length, StandardCharsets.US_ASCII);
        }
    }
}
