package dev.jangada.engine.input;

import dev.jangada.api.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits as bytes: version 1, then number, count, and per range path, display name (each as the length shared with the one
 * before, and the rest), offset, length, first line. Numbers are varints of 7 bits, low ones first.
 */
final class SplitCodec {

    private static final byte VERSION = 1;

    private final byte[] bytes;
    private int at;

    private SplitCodec(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] encode(Split split) {
        ByteSink out = new ByteSink(256);
        out.write(VERSION);
        writeNumber(out, split.number());
        writeNumber(out, split.ranges().size());
        byte[] path = new byte[0];
        byte[] name = new byte[0];
        for (FileRange range : split.ranges()) {
            path = writeFront(out, path, range.path());
            name = writeFront(out, name, range.displayName());
            writeNumber(out, range.offset());
            writeNumber(out, range.length());
            writeNumber(out, range.firstLine());
        }
        return Arrays.copyOf(out.bytes(), out.length());
    }

    static Split decode(byte[] bytes) {
        SplitCodec in = new SplitCodec(bytes);
        try {
            return in.read();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not a split: the bytes end too early", e);
        }
    }

    private Split read() {
        byte version = bytes[at++];
        if (version != VERSION) {
            throw new IllegalArgumentException("not a split of version " + VERSION + ": the version is " + version);
        }
        int number = (int) readNumber();
        int count = (int) readNumber();
        List<FileRange> ranges = new ArrayList<>();
        byte[] path = new byte[0];
        byte[] name = new byte[0];
        for (int i = 0; i < count; i++) {
            path = readFront(path);
            name = readFront(name);
            ranges.add(new FileRange(text(path), text(name), readNumber(), readNumber(), readNumber()));
        }
        if (at != bytes.length) {
            throw new IllegalArgumentException("not a split: " + (bytes.length - at) + " bytes too many");
        }
        return new Split(number, ranges);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] writeFront(ByteSink out, byte[] before, String text) {
        byte[] now = text.getBytes(StandardCharsets.UTF_8);
        int mismatch = Arrays.mismatch(before, now);
        int shared = mismatch < 0 ? now.length : mismatch;
        writeNumber(out, shared);
        writeNumber(out, now.length - shared);
        out.write(now, shared, now.length - shared);
        return now;
    }

    private byte[] readFront(byte[] before) {
        long shared = readNumber();
        long rest = readNumber();
        if (shared < 0 || shared > before.length) {
            throw new IllegalArgumentException("not a split: it shares more of a path than there is");
        }
        if (rest < 0 || rest > bytes.length - at) {
            throw new IllegalArgumentException("not a split: the bytes end too early");
        }
        byte[] now = Arrays.copyOf(before, (int) (shared + rest));
        System.arraycopy(bytes, at, now, (int) shared, (int) rest);
        at += (int) rest;
        return now;
    }

    private static void writeNumber(ByteSink out, long number) {
        long rest = number;
        while (rest >>> 7 != 0) {
            out.write((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((byte) rest);
    }

    private long readNumber() {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = bytes[at++];
            number |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("not a split: a number is too long");
    }
}
