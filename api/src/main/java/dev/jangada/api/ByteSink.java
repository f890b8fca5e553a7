package dev.jangada.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that types encode and render into. Reused by clearing it. Not thread-safe. */
public final class ByteSink {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** The most that a Java array holds on every JVM. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;

    /** Makes an empty sink with room for some bytes. */
    public ByteSink(int capacity) {
        this.bytes = new byte[Math.max(capacity, 16)];
    }

    /** The array written so far, of which the first {@link #length()} bytes count; valid until the next write. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Forgets what was written. */
    public void clear() {
        length = 0;
    }

    /** Forgets what was written after a length reached earlier. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /** Writes one byte. */
    public void write(byte b) {
        reserve(1);
        bytes[length++] = b;
    }

    /** Writes a range of an array. */
    public void write(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** Writes 8 bytes, the highest first. */
    public void writeLong(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Writes a number in decimal. */
    public void writeDecimal(long value) {
        if (value == Long.MIN_VALUE) {
            writeAscii(Long.toString(value));
            return;
        }
        long rest = Math.abs(value);
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        int total = digits + (value < 0 ? 1 : 0);
        reserve(total);
        for (int at = length + total - 1; digits > 0; digits--) {
            bytes[at--] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (value < 0) {
            bytes[length] = '-';
        }
        length += total;
    }

    /** Writes a string of ASCII characters. */
    public void writeAscii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    /** Writes the UTF-8 form of a string, as {@code String.getBytes} does (lone surrogates become '?'). */
    public void writeUtf8(String text) {
        int start = length;
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                length = start;
                byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
                write(encoded, 0, encoded.length);
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** Makes room for more bytes, so that {@link #bytes()} does not move while they are written. */
    public void reserve(int more) {
        if (more > bytes.length - length) {
            grow(more);
        }
    }

    private void grow(int more) {
        long needed = (long) length + more;
        if (more < 0 || needed > LARGEST) {
            throw new IllegalArgumentException("a record of " + needed + " bytes is too large: the limit is 2 GiB");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, bytes.length * 2L)));
    }
}
