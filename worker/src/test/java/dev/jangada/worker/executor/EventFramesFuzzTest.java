package dev.jangada.worker.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ExecutorEvent;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a child writes: events, then the end or an exception that says what is wrong. */
class EventFramesFuzzTest {
    static Stream<byte[]> outputs() throws IOException {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            ExecutorEvent.newBuilder()
                    .setStarted(AttemptRef.newBuilder().setJob("job-" + i))
                    .build()
                    .writeDelimitedTo(events);
        }
        return Stream.of(new byte[0], events.toByteArray(), "a warning\n".getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("outputs")
    @FuzzTest(maxDuration = "2m")
    void output(byte[] bytes) throws IOException {
        EventFrames frames = new EventFrames(new BufferedInputStream(new ByteArrayInputStream(bytes)));
        int events = 0;
        try {
            while (frames.next() != null) {
                events++;
            }
        } catch (EventFrames.StrayOutputException e) {
            assertThat(e.text().codePointCount(0, e.text().length())).isLessThanOrEqualTo(80);
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("within an event");
        }
        assertThat(events).isLessThanOrEqualTo(bytes.length);
    }
}
