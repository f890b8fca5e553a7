package dev.jangada.engine.run;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a segment in order, from memory or from a file. Owned by one thread. */
abstract class SegmentBytes implements Closeable {

    /** How many bytes have not been taken. */
    abstract long remaining();

    /** Takes the next bytes; they lie in {@link #array()} at the offset returned, until the next call. */
    abstract int take(int count) throws IOException;

    /** Where the bytes taken last lie. */
    abstract byte[] array();

    static SegmentBytes inMemory(byte[] bytes) {
        return new InMemory(bytes);
    }

    static SegmentBytes inFile(Path file, long offset, long length) throws IOException {
        return new InFile(FileChannel.open(file, StandardOpenOption.READ), offset, length);
    }

    private static final class InMemory extends SegmentBytes {
        private final byte[] bytes;
        private int at;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        long remaining() {
            return (long) bytes.length - at;
        }

        @Override
        int take(int count) throws IOException {
            if (count > bytes.length - at) {
                throw new EOFException();
            }
            at += count;
            return at - count;
        }

        @Override
        byte[] array() {
            return bytes;
        }

        @Override
        public void close() {}
    }

    private static final class InFile extends SegmentBytes {
        private final FileChannel channel;
        private final long end;
        private long position;
        private byte[] buffer = new byte[Block.HEADER_BYTES];

        InFile(FileChannel channel, long offset, long length) {
            this.channel = channel;
            this.position = offset;
            this.end = offset + length;
        }

        @Override
        long remaining() {
            return end - position;
        }

        @Override
        int take(int count) throws IOException {
            if (count > end - position) {
                throw new EOFException();
            }
            if (count > buffer.length) {
                buffer = new byte[Math.max(count, (int) Math.min(Block.TARGET_BYTES, end - position))];
            }
            ByteBuffer target = ByteBuffer.wrap(buffer, 0, count);
            while (target.hasRemaining()) {
                int read = channel.read(target, position);
                if (read < 0) {
                    throw new EOFException();
                }
                position += read;
            }
            return 0;
        }

        @Override
        byte[] array() {
            return buffer;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
