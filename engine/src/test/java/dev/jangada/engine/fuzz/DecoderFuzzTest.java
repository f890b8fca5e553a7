package dev.jangada.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.jangada.api.ByteSink;
import dev.jangada.api.RecordType;
import dev.jangada.api.Type;
import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.input.FileRange;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.run.Extent;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.run.SegmentReader;
import dev.jangada.engine.task.CorruptSegmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are: a decoder gives what encodes to the same, or the exception that it names. It never hangs. */
class DecoderFuzzTest {
    private static final String TIME = "2m";

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record Visit(String user, byte[] page, long time, String rest) {}

    static Stream<byte[]> splits() {
        FileRange first = new FileRange("/data/a", "a", 0, 100, 1);
        FileRange second = new FileRange("/data/ab", "ab", 1 << 20, 1L << 40, 0);
        return Stream.of(
                new byte[0],
                new Split(0, List.of()).encode(),
                new Split(7, List.of(first)).encode(),
                new Split(1_000_000, List.of(first, second)).encode());
    }

    @MethodSource("splits")
    @FuzzTest(maxDuration = TIME)
    void split(byte[] bytes) {
        Split split;
        try {
            split = Split.decode(bytes);
        } catch (IllegalArgumentException e) {
            return;
        }
        assertThat(Split.decode(split.encode())).isEqualTo(split);
    }

    static Stream<byte[]> ranges() {
        return Stream.of(
                new byte[] {0},
                KeyRanges.NONE.encode(),
                KeyRanges.between(List.of(new byte[] {1}, new byte[] {1, 2}, new byte[] {-1}))
                        .encode());
    }

    @MethodSource("ranges")
    @FuzzTest(maxDuration = TIME)
    void keyRanges(byte[] bytes) {
        KeyRanges ranges;
        try {
            ranges = KeyRanges.decode(bytes);
        } catch (IllegalArgumentException e) {
            return;
        }
        assertThat(ranges.partition(bytes, 0, bytes.length)).isBetween(0, ranges.partitions() - 1);
    }

    private static byte[] runFile() throws IOException {
        Path path = Files.createTempFile("fuzz", ".run");
        byte[] key = "a key".getBytes(StandardCharsets.UTF_8);
        try (RunWriter out = new RunWriter(path)) {
            for (int i = 0; i < 3; i++) {
                out.append(key, 0, key.length, key, 0, i);
            }
            out.endPartition();
            out.endPartition();
            out.finish();
            return Files.readAllBytes(path);
        } finally {
            Files.delete(path);
        }
    }

    static Stream<byte[]> runFiles() throws IOException {
        byte[] whole = runFile();
        return Stream.of(new byte[0], Arrays.copyOf(whole, whole.length / 2), whole);
    }

    /** The footer, and then every partition that it names. */
    @MethodSource("runFiles")
    @FuzzTest(maxDuration = TIME)
    void runFile(byte[] bytes) throws Exception {
        Path path = Files.createTempFile("fuzz", ".run");
        try {
            Files.write(path, bytes);
            RunFile run = RunFile.open(path);
            for (int partition = 0; partition < run.partitions(); partition++) {
                try (SegmentReader reader = SegmentReader.ofPartition(run, partition)) {
                    drain(reader);
                }
            }
        } catch (CorruptSegmentException e) {
            assertThat(e).hasMessageContaining(path.toString());
        } finally {
            Files.delete(path);
        }
    }

    static Stream<byte[]> segments() throws IOException {
        byte[] whole = runFile();
        Path path = Files.createTempFile("fuzz", ".run");
        try {
            Files.write(path, whole);
            Extent extent = RunFile.open(path).extent(0);
            int from = (int) extent.offset();
            return Stream.of(new byte[0], Arrays.copyOfRange(whole, from, from + (int) extent.length()));
        } catch (CorruptSegmentException e) {
            throw new IOException(e);
        } finally {
            Files.delete(path);
        }
    }

    @MethodSource("segments")
    @FuzzTest(maxDuration = TIME)
    void segment(byte[] bytes) throws Exception {
        try (SegmentReader reader = SegmentReader.inMemory(bytes, 3)) {
            drain(reader);
        } catch (CorruptSegmentException e) {
            assertThat(e).hasMessageContaining("map task 3");
        }
    }

    private static void drain(SegmentReader reader) throws Exception {
        long sum = 0;
        while (reader.advance()) {
            sum += reader.keyLength() + reader.valueLength();
        }
        assertThat(sum).isNotNegative();
    }

    static Stream<byte[]> records() {
        ByteSink sink = new ByteSink(32);
        Type.record(Visit.class).encode(new Visit("u\0", new byte[] {0, 1}, -1, "rest"), sink);
        return Stream.of(new byte[0], Arrays.copyOf(sink.bytes(), sink.length()));
    }

    @MethodSource("records")
    @FuzzTest(maxDuration = TIME)
    void recordType(byte[] bytes) {
        RecordType<Visit> type = Type.record(Visit.class);
        ByteSink sink = new ByteSink(32);
        try {
            type.render(bytes, 0, bytes.length, sink);
            Visit visit = type.decoder().decode(bytes, 0, bytes.length);
            assertThat(type.prefixLength(bytes, 0, bytes.length, 2)).isLessThanOrEqualTo(bytes.length);
            sink.clear();
            type.encode(visit, sink);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("end too early");
        }
    }
}
