package dev.jangada.worker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ExecutorEvent;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventFramesTest {
    private static final ExecutorEvent EVENT = ExecutorEvent.newBuilder()
            .setStarted(AttemptRef.newBuilder().setJob("job-" + "1".repeat(300)))
            .build();

    private static EventFrames frames(byte[] bytes) {
        return new EventFrames(new BufferedInputStream(new ByteArrayInputStream(bytes)));
    }

    private static byte[] written(String stray) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EVENT.writeDelimitedTo(out);
        out.write(stray.getBytes(StandardCharsets.UTF_8));
        EVENT.writeDelimitedTo(out);
        return out.toByteArray();
    }

    @Test
    void eventsAreReadUntilTheEnd() throws IOException {
        EventFrames frames = frames(written(""));
        assertThat(frames.next()).isEqualTo(EVENT);
        assertThat(frames.next()).isEqualTo(EVENT);
        assertThat(frames.next()).isNull();
    }

    @Test
    void strayTextIsToldWithABound() throws IOException {
        EventFrames frames = frames(written("warning:\u0007 é" + "x".repeat(1000)));
        assertThat(frames.next()).isEqualTo(EVENT);
        assertThatExceptionOfType(EventFrames.StrayOutputException.class)
                .isThrownBy(frames::next)
                .satisfies(e -> assertThat(e.text()).startsWith("warning:. éx").hasSize(80));
    }

    @Test
    void textThatLooksLikeTheHeaderOfAnEventIsToldOnceItIsComplete() {
        assertThatExceptionOfType(EventFrames.StrayOutputException.class)
                .isThrownBy(frames("\n\n not an event at all".getBytes(StandardCharsets.UTF_8))::next)
                .satisfies(e -> assertThat(e.text()).startsWith(".. not"));
    }

    @Test
    void aLengthBeyondAnyEventIsNotWaitedFor() {
        byte[] claim = {-1, -1, -1, -1, 7, 10}; // 2 GB of an event that begins well
        assertThatExceptionOfType(EventFrames.StrayOutputException.class).isThrownBy(frames(claim)::next);
    }

    @Test
    void endWithinAnEventIsNotStrayOutput() throws IOException {
        byte[] bytes = written("");
        for (int length : new int[] {1, 2, 3, 100}) {
            assertThatExceptionOfType(EOFException.class).isThrownBy(frames(Arrays.copyOf(bytes, length))::next);
        }
    }
}
