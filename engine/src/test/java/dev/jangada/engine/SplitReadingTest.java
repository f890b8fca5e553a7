package dev.jangada.engine;

import static dev.jangada.api.Type.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import dev.jangada.api.plan.SourceKind;
import dev.jangada.engine.input.FileRange;
import dev.jangada.engine.input.LineNumbering;
import dev.jangada.engine.input.RecordReader;
import dev.jangada.engine.input.RecordReaders;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits that cut at every byte give the same records. */
class SplitReadingTest {

    @TempDir
    private Path work;

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> read(SourceKind source, Split split, InMemoryStorage storage) throws Exception {
        List<String> records = new ArrayList<>();
        try (RecordReader reader = RecordReaders.open(source, split, storage, CancellationCheck.NEVER)) {
            while (reader.next()) {
                Utf8 record = (Utf8) reader.record();
                String text = new String(record.bytes(), record.offset(), record.length(), StandardCharsets.ISO_8859_1);
                records.add(reader.lineNumber() + "@" + reader.offset() + ":" + text);
            }
        }
        return records;
    }

    /** Reads a file as splits that cut at two places. */
    private static List<String> readCut(SourceKind source, byte[] content, int cut1, int cut2, int perRead)
            throws Exception {
        InMemoryStorage storage = new InMemoryStorage().with("f", content).readingAtMost(perRead);
        List<Split> splits = new ArrayList<>();
        int[] cuts = {0, cut1, cut2, content.length};
        for (int i = 0; i < 3; i++) {
            splits.add(new Split(i, List.of(new FileRange("f", "f", cuts[i], cuts[i + 1] - cuts[i], 0))));
        }
        if (source.equals(new SourceKind.Lines(true))) {
            splits = LineNumbering.number(splits, storage, CancellationCheck.NEVER);
        }
        List<String> records = new ArrayList<>();
        for (Split split : splits) {
            records.addAll(read(source, split, storage));
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one\ntwo\nthree\n",
                "one\r\ntwo\r\nthree\r\n",
                "no final newline",
                "a\nno final newline",
                "\n\n\n",
                "\n",
                "x",
                "",
                "\r\n\r\n",
                "12345678901234567890\nabcdefgh\n\nx\n",
                "\u00ff\u0080\n\u00c3\n\u0000\n"
            })
    void linesAreTheSameForEveryCut(String text) throws Exception {
        byte[] content = latin1(text);
        List<String> expected = new ArrayList<>();
        int number = 1;
        for (int at = 0; at < content.length; number++) {
            int end = text.indexOf('\n', at);
            String line = end < 0 ? text.substring(at) : text.substring(at, end);
            expected.add(number + "@" + at + ":" + line);
            at += line.length() + 1;
        }
        for (int cut1 = 0; cut1 <= content.length; cut1++) {
            for (int cut2 = cut1; cut2 <= content.length; cut2++) {
                for (int perRead : new int[] {1, 7, 1 << 20}) {
                    assertThat(readCut(new SourceKind.Lines(true), content, cut1, cut2, perRead))
                            .as("cut at %d and %d", cut1, cut2)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    @Tag("scenario:input-huge-record")
    void aLineMayBeLargerThanEveryBuffer() throws Exception {
        String huge = "x".repeat(3_000_000);
        byte[] content = latin1("a\n" + huge + "\nb");
        for (int cut : new int[] {1, 2, 3, 1_500_000, 3_000_002, 3_000_003, 3_000_004}) {
            assertThat(readCut(new SourceKind.Lines(false), content, cut, cut, 1 << 20))
                    .as("cut at %d", cut)
                    .containsExactly("0@0:a", "0@2:" + huge, "0@3000003:b");
        }
    }

    @Test
    void linesAreFoundAcrossChunks() throws Exception {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; text.length() < 1_000_000; i++) {
            String line = "line " + i + "-".repeat(i % 301);
            expected.add("0@" + text.length() + ":" + line);
            text.append(line).append('\n');
        }
        assertThat(readCut(new SourceKind.Lines(false), latin1(text.toString()), 262_143, 524_288, 100_003))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aaa;bbb;ccc;", "aaa\nbbb\nccc\n", "aaa\r\nbbb\r\nccc\r\n", "aaa\nbbb\nccc", "aaa\r\nbbb\r\nccc"
            })
    void fixedRecordsAreTheSameForEveryCut(String text) throws Exception {
        byte[] content = latin1(text);
        int stride = text.startsWith("aaa\r\n") ? 5 : 4;
        String end = text.substring(3, stride);
        int recordBytes = text.startsWith("aaa;") ? 4 : 3;
        List<String> expected =
                List.of("0@0:aaa" + end, "0@" + stride + ":bbb" + end, "0@" + 2 * stride + ":ccc" + end);
        for (int cut1 = 0; cut1 <= content.length; cut1++) {
            for (int cut2 = cut1; cut2 <= content.length; cut2++) {
                assertThat(readCut(new SourceKind.Fixed(recordBytes), content, cut1, cut2, 2))
                        .as("cut at %d and %d", cut1, cut2)
                        .isEqualTo(expected);
            }
        }
        if (end.endsWith("\n")) {
            assertThat(readCut(new SourceKind.Fixed(stride), content, 0, 5, 3))
                    .as("a record that includes its newline")
                    .isEqualTo(expected);
        }
    }

    @Test
    void leftOverBytesAreNoFixedRecord() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> readCut(new SourceKind.Fixed(3), latin1("aaa\nbbb\ncc"), 0, 0, 100))
                .withMessageContaining("file f does not consist of records of 4 bytes")
                .withMessageContaining("2 bytes are left over at byte offset 8");
    }

    @Test
    void aFileThatShrankIsNoticed() {
        InMemoryStorage storage = new InMemoryStorage().with("f", "abc\nde");
        Split split = new Split(0, List.of(new FileRange("f", "f", 0, 20, 0)));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(new SourceKind.Lines(false), split, storage))
                .withMessageContaining("became shorter");
    }

    @Test
    void splitsTravelAsBytes() {
        Split split = new Split(
                17,
                List.of(
                        new FileRange("/data/größe/a", "a", 0, 5_000_000_000L, 1),
                        new FileRange("/data/größe/ab", "ab", 3, Long.MAX_VALUE, 0),
                        new FileRange("/data/b", "", 0, 0, 7)));
        assertThat(Split.decode(split.encode())).isEqualTo(split);
        byte[] bytes = split.encode();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Split.decode(Arrays.copyOf(bytes, bytes.length - 1)));
        bytes[0] = 9;
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Split.decode(bytes))
                .withMessageContaining("version is 9");
    }

    @Test
    void manyFilesWithNamesAlikeTravelCompactly() {
        List<FileRange> ranges = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            String name = "a-rather-long-directory-name/another-one/part-" + (100_000 + i);
            ranges.add(new FileRange("/srv/data/" + name, name, 0, 1000, 0));
        }
        assertThat(new Split(0, ranges).encode()).hasSizeLessThan(4096 * 20);
    }

    @Test
    void mapOnlyJobsKeepTheOrderOfTheInput() throws Exception {
        JobDefinition grep =
                job -> job.readText().filter(line -> line.indexOf('a') >= 0).writeText();
        InMemoryStorage storage =
                new InMemoryStorage().with("1", "xa\nb\nca").with("2", "").with("3", "a\r\nyy\na\u00e9\n");
        for (long splitBytes = 1; splitBytes < 20; splitBytes++) {
            storage.parts().clear();
            new LocalJob(grep, storage, work).splitBytes(splitBytes).run();
            assertThat(storage.output()).as("splits of %d", splitBytes).isEqualTo("xa\nca\na\r\na\u00c3\u00a9\n");
            assertThat(storage.parts().keySet()).allMatch(name -> name.startsWith("part-m-"));
        }
    }

    private static void placesOfLines(JobBuilder job) {
        job.readNumberedText()
                .map(TEXT, TEXT, (line, out) -> {
                    String place = out.context().file() + ":" + out.context().lineNumber();
                    out.emit(line, Utf8.of(place));
                })
                .sorted()
                .writeText();
    }

    @Test
    void numberedTextKnowsFileAndLine() throws Exception {
        for (long splitBytes = 1; splitBytes < 12; splitBytes++) {
            InMemoryStorage storage =
                    new InMemoryStorage().with("f", "b\na\n\nb").with("g", "a\n");
            new LocalJob(SplitReadingTest::placesOfLines, storage, work)
                    .splitBytes(splitBytes)
                    .run();
            assertThat(storage.output()).isEqualTo("\tf:3\na\tf:2\na\tg:1\nb\tf:1\nb\tf:4\n");
        }
    }

    @Test
    void documentsAreWholeFiles() throws Exception {
        JobDefinition sizes = job -> job.readDocuments()
                .flatMap(
                        TEXT,
                        (document, out) -> out.emit(Utf8.of(
                                document.name() + "=" + document.content().length())))
                .writeText();
        InMemoryStorage storage =
                new InMemoryStorage().with("a", "xx").with("b", "").with("c", "y".repeat(1_000_000));
        new LocalJob(sizes, storage, work).splitBytes(10).run();
        assertThat(storage.output()).isEqualTo("a=2\nb=0\nc=1000000\n");
        assertThat(storage.parts()).hasSize(2);
    }

    @Test
    void generatedSourcesGiveTheirNumber() throws Exception {
        InMemoryStorage storage = new InMemoryStorage();
        new LocalJob(job -> job.generate(3).writeText(), storage, work).run();
        assertThat(storage.output()).isEqualTo("0\n1\n2\n");
    }
}
