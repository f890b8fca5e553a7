package dev.jangada.examples;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;
import java.nio.ByteBuffer;

/**
 * A place where a word occurs; an example of a type of one's own.
 *
 * @param file the name of the file
 * @param line the number of the line, from 1
 */
record Posting(Utf8 file, long line) {

    /** Encoded as the file's bytes, a zero, and the line in 8 bytes, so that places sort by file and then by line. */
    static final Type<Posting> TYPE = new PostingType();

    private static final class PostingType implements Type<Posting> {

        private static final int TAIL_BYTES = 1 + Long.BYTES;

        @Override
        public String name() {
            return "POSTING";
        }

        @Override
        public void encode(Posting posting, ByteSink out) {
            Utf8 file = posting.file();
            out.write(file.bytes(), file.offset(), file.length());
            out.write((byte) 0);
            out.writeLong(posting.line());
        }

        /** Each posting's file is a view of the encoded bytes, valid as long as they are. */
        @Override
        public Decoder<Posting> decoder() {
            return PostingType::decode;
        }

        private static Posting decode(byte[] bytes, int offset, int length) {
            int fileBytes = length - TAIL_BYTES;
            long line =
                    ByteBuffer.wrap(bytes, offset + fileBytes + 1, Long.BYTES).getLong();
            return new Posting(Utf8.wrap(bytes, offset, fileBytes), line);
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            Posting posting = decode(bytes, offset, length);
            out.write(bytes, offset, posting.file().length());
            out.write((byte) ':');
            out.writeDecimal(posting.line());
        }
    }
}
