package dev.jangada.api;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** One-pass iterators over the pieces of a byte range; each reuses a single view. */
final class Tokens {

    private Tokens() {}

    /** Maximal runs of bytes that are not space, tab, LF, VT, FF or CR. */
    static final class Words implements Iterator<Utf8> {
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
            if (!hasNext()) {
                throw new NoSuchElementException("no more words");
            }
            int start = at;
            int position = start + 1;
            while (position < end && !isSeparator(bytes[position])) {
                position++;
            }
            at = position;
            return view.point(bytes, start, position - start);
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
