package dev.jangada.worker.executor;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.jangada.protocol.v1.ExecutorEvent;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Events as a child writes them, each after its length. Other output is noticed by the first byte that cannot begin an
 * event, so that text is seldom taken for the length of an event that never comes.
 */
final class EventFrames {

    private static final int SHOWN_BYTES = 80;
    private static final int LONGEST_LENGTH = 5;
    /** Far more than the largest, a chunk of a plan. */
    private static final int LONGEST_EVENT = 64 << 20;

    private final InputStream in;

    /** Something that is not an event. */
    static final class StrayOutputException extends IOException {

        private static final long serialVersionUID = 1L;

        private final String text;

        StrayOutputException(String text) {
            super("not an event: " + text);
            this.text = text;
        }

        /** The beginning of it, with a dot for what cannot be shown. */
        String text() {
            return text;
        }
    }

    /** Reads from a stream that supports marks. */
    EventFrames(InputStream in) {
        this.in = in;
    }

    /**
     * The next event, or null at the end.
     *
     * @throws StrayOutputException when something else comes
     * @throws IOException when the stream fails, or ends within an event
     */
    @Nullable
    ExecutorEvent next() throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        int length = 0;
        int next;
        do {
            next = in.read();
            if (next < 0 && seen.size() == 0) {
                return null;
            }
            seen.write(checked(next));
            length |= (next & 0x7f) << (7 * (seen.size() - 1));
        } while (next >= 0x80 && seen.size() < LONGEST_LENGTH);
        in.mark(1);
        boolean isEvent = length > 0 && length <= LONGEST_EVENT && begins(checked(in.read()));
        in.reset();
        if (!isEvent) {
            seen.write(in.readNBytes(Math.min(in.available(), SHOWN_BYTES)));
            throw new StrayOutputException(shown(seen));
        }
        byte[] event = in.readNBytes(length);
        if (event.length < length) {
            throw new EOFException("the output ended within an event");
        }
        try {
            return ExecutorEvent.parseFrom(event);
        } catch (InvalidProtocolBufferException e) {
            seen.write(event);
            throw new StrayOutputException(shown(seen));
        }
    }

    private static int checked(int next) throws EOFException {
        if (next < 0) {
            throw new EOFException("the output ended within an event");
        }
        return next;
    }

    /** Whether an event can begin with this byte: each holds one message. */
    private static boolean begins(int tag) {
        FieldDescriptor field = ExecutorEvent.getDescriptor().findFieldByNumber(WireFormat.getTagFieldNumber(tag));
        return field != null && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static String shown(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN_BYTES)
                .map(c -> Character.isISOControl(c) || c == 0xFFFD ? '.' : c)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
