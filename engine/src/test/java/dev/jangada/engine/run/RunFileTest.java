package dev.jangada.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.engine.task.CorruptSegmentException;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

    @TempDir
    private Path work;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void append(RunWriter out, String key, String value) throws IOException {
        out.append(bytes(key), 0, bytes(key).length, bytes(value), 0, bytes(value).length);
    }

    private RunFile write(Path path, List<List<String>> partitions) throws IOException {
        try (RunWriter out = new RunWriter(path)) {
            for (List<String> keys : partitions) {
                for (String key : keys) {
                    append(out, key, "value of " + key);
                }
                out.endPartition();
            }
            return out.finish();
        }
    }

    private static List<String> keys(RecordCursor cursor) throws IOException, TaskException {
        List<String> keys = new ArrayList<>();
        while (cursor.advance()) {
            String key = new String(cursor.bytes(), cursor.keyOffset(), cursor.keyLength(), StandardCharsets.UTF_8);
            String value =
                    new String(cursor.bytes(), cursor.valueOffset(), cursor.valueLength(), StandardCharsets.UTF_8);
            assertThat(value).isEqualTo("value of " + key);
            keys.add(key);
        }
        return keys;
    }

    private static List<String> manyKeys() {
        List<String> keys = new ArrayList<>();
        for (int i = 10_000; i < 30_000; i++) {
            keys.add("key-" + i);
        }
        keys.add("key-x" + "y".repeat(700_000));
        keys.add("key-z");
        return keys;
    }

    private static byte[] segment(RunFile run, int partition) throws IOException {
        Extent extent = run.extent(partition);
        byte[] all = Files.readAllBytes(run.path());
        return Arrays.copyOfRange(all, (int) extent.offset(), (int) (extent.offset() + extent.length()));
    }

    @Test
    void whatIsWrittenIsReadFromFileAndMemory() throws Exception {
        Path path = work.resolve("a.run");
        List<List<String>> partitions = List.of(List.of("a", "a", "b"), List.of(), manyKeys(), List.of(""));
        RunFile written = write(path, partitions);
        RunFile run = RunFile.open(path);
        assertThat(run).isEqualTo(written);
        assertThat(run.partitions()).isEqualTo(4);
        assertThat(run.bytes()).isEqualTo(Files.size(path));
        assertThat(run.extent(1)).isEqualTo(new Extent(run.extent(1).offset(), 0, 0, 0));
        assertThat(run.records()).isEqualTo(20_006);
        for (int partition = 0; partition < 4; partition++) {
            try (SegmentReader reader = SegmentReader.ofPartition(run, partition)) {
                assertThat(keys(reader)).isEqualTo(partitions.get(partition));
            }
            assertThat(keys(SegmentReader.inMemory(segment(run, partition), 0))).isEqualTo(partitions.get(partition));
            CRC32C crc = new CRC32C();
            crc.update(segment(run, partition));
            assertThat(run.extent(partition).crc32c()).isEqualTo((int) crc.getValue());
        }
        assertThat(work).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void anUnfinishedFileLeavesNothing() throws Exception {
        try (RunWriter out = new RunWriter(work.resolve("a.run"))) {
            append(out, "a", "b");
        }
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void everyFlippedBitIsNoticed() throws Exception {
        RunFile run = write(work.resolve("a.run"), List.of(List.of("a", "bc", "def")));
        byte[] segment = segment(run, 0);
        for (int bit = 0; bit < segment.length * 8; bit++) {
            byte[] damaged = segment.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatExceptionOfType(CorruptSegmentException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> keys(SegmentReader.inMemory(damaged, 7)))
                    .satisfies(e -> assertThat(e.mapIndex()).isEqualTo(OptionalInt.of(7)));
        }
    }

    @Test
    void everyTruncationIsNoticedAlsoBetweenBlocks() throws Exception {
        RunFile run = write(work.resolve("a.run"), List.of(manyKeys()));
        byte[] segment = segment(run, 0);
        int firstBlock = 24 + ByteBuffer.wrap(segment).getInt(8);
        assertThat(firstBlock).isLessThan(segment.length);
        for (int length : new int[] {1, 23, 24, 25, firstBlock - 1, firstBlock, firstBlock + 1, segment.length - 1}) {
            assertThatExceptionOfType(CorruptSegmentException.class)
                    .as("cut to %d", length)
                    .isThrownBy(() -> keys(SegmentReader.inMemory(Arrays.copyOf(segment, length), 7)));
        }
        byte[] longer = Arrays.copyOf(segment, segment.length + firstBlock);
        System.arraycopy(segment, 0, longer, segment.length, firstBlock);
        assertThatExceptionOfType(CorruptSegmentException.class)
                .isThrownBy(() -> keys(SegmentReader.inMemory(longer, 7)))
                .withMessageContaining("after its last block");
    }

    @Test
    void aDamagedFooterIsNoticed() throws Exception {
        Path path = work.resolve("a.run");
        RunFile run = write(path, List.of(List.of("a"), List.of("b")));
        byte[] good = Files.readAllBytes(path);
        int footer = (int) (run.extent(1).offset() + run.extent(1).length());
        for (int at = footer; at < good.length; at++) {
            byte[] damaged = good.clone();
            damaged[at] ^= 1;
            Files.write(path, damaged);
            assertThatExceptionOfType(CorruptSegmentException.class)
                    .as("byte %d", at)
                    .isThrownBy(() -> RunFile.open(path));
        }
        Files.write(path, Arrays.copyOf(good, 10));
        assertThatExceptionOfType(CorruptSegmentException.class).isThrownBy(() -> RunFile.open(path));
    }

    @Test
    void aFileThatCannotBeReadNamesTheMap() throws Exception {
        Path path = work.resolve("a.run");
        RunFile run = write(path, List.of(List.of("a")));
        SegmentReader reader =
                SegmentReader.inFile(path, run.extent(0).offset(), run.extent(0).length(), 5);
        reader.close();
        assertThatExceptionOfType(SegmentUnavailableException.class)
                .isThrownBy(reader::advance)
                .satisfies(e -> assertThat(e.mapIndex()).isEqualTo(5));
    }
}
