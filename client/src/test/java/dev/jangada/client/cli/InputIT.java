package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.client.Outputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that are unusual, or wrong, counted by a real worker. */
@Timeout(240)
@Tag("processes")
class InputIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final int MANY = 100_000;
    private static final int A_DIRECTORY = 1_000;

    @TempDir
    private static Path directory;

    private static String masters = "";

    @BeforeAll
    static void start() {
        masters = TestConsole.startCluster(Path.of(cluster()), 1, 1, 2);
    }

    @AfterAll
    static void stop() {
        new TestConsole().run("cluster", "stop", "--dir", cluster());
    }

    private static String cluster() {
        return directory.resolve("cluster").toString();
    }

    private static TestConsole run(Path input, Path output) {
        TestConsole console = new TestConsole();
        int code = console.run(
                "run",
                "wordcount",
                input.toString(),
                "--output",
                output.toString(),
                "--reducers",
                "2",
                "--masters",
                masters);
        assertThat(code).as(console.err()).isIn(ExitCode.SUCCEEDED, ExitCode.FAILED);
        return console;
    }

    private static Map<String, Long> countsOf(Path input, String name) throws IOException {
        Path output = directory.resolve(name + "-out");
        TestConsole console = run(input, output);
        assertThat(output.resolve("_SUCCESS")).as(console.err()).exists();
        return Outputs.counts(output);
    }

    private static void assertCountedRight(String name, byte[] text) throws IOException {
        Path input = Files.write(directory.resolve(name), text);
        assertThat(countsOf(input, name)).isEqualTo(Outputs.countsOf(text));
    }

    private static void assertRefused(Path input, Path output, String... words) {
        TestConsole console = run(input, output);
        assertThat(console.err()).contains(words).doesNotContain("\tat ");
        assertThat(output.resolve("_SUCCESS")).doesNotExist();
    }

    @Test
    @Tag("scenario:input-no-files")
    void noFiles() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("no-files"));
        assertRefused(empty, directory.resolve("no-files-out"), "no-files");
        assertRefused(directory.resolve("nowhere"), directory.resolve("nowhere-out"), "nowhere");
    }

    @Test
    @Tag("scenario:input-empty-files")
    void emptyFiles() throws IOException {
        Path files = Files.createDirectory(directory.resolve("empty-files"));
        Files.createFile(files.resolve("a"));
        Files.createFile(files.resolve("b"));
        assertThat(countsOf(files, "empty-files")).isEmpty();

        Files.writeString(files.resolve("c"), "one");
        assertThat(countsOf(files, "not-all-empty")).containsOnly(Map.entry("one", 1L));
    }

    @Test
    @Tag("scenario:input-many-files")
    void hundredThousandFiles() throws IOException {
        Path files = directory.resolve("many");
        for (int i = 0; i < MANY; i++) {
            if (i % A_DIRECTORY == 0) {
                Files.createDirectories(files.resolve(String.valueOf(i / A_DIRECTORY)));
            }
            Files.writeString(files.resolve(i / A_DIRECTORY + "/" + i), "w" + i % 10);
        }
        Map<String, Long> counts = countsOf(files, "many");
        assertThat(counts)
                .hasSize(10)
                .allSatisfy((word, count) -> assertThat(count).isEqualTo(MANY / 10));
    }

    @Test
    @Tag("scenario:input-huge-record")
    void hugeRecord() throws IOException {
        byte[] text = "word and another ".repeat(3 * MEBIBYTE).getBytes(StandardCharsets.US_ASCII);
        assertCountedRight("huge-record", text);
    }

    @Test
    @Tag("scenario:input-no-final-newline")
    void noFinalNewline() throws IOException {
        assertCountedRight("no-final-newline", "one two\ntwo three".getBytes(StandardCharsets.US_ASCII));
    }

    /** Lines of 17 bytes: the CR of one is the last byte of the first MiB, where a split ends, its LF the next. */
    @Test
    @Tag("scenario:input-crlf-on-split")
    void crlfAcrossTheBoundaryOfSplits() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 4 * MEBIBYTE; i++) {
            text.append(String.format("word%04d another\r\n", i % 977), 0, 4).append(String.format("%05d", i % 977));
            text.append(" other\r\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        assertThat(bytes[MEBIBYTE - 1]).isEqualTo((byte) '\r');
        assertThat(bytes[MEBIBYTE]).isEqualTo((byte) '\n');
        assertCountedRight("crlf", bytes);
    }

    @Test
    @Tag("scenario:input-not-utf8")
    void notUtf8() throws IOException {
        Random random = new Random(3);
        byte[] bytes = new byte[2 * MEBIBYTE];
        for (int i = 0; i < bytes.length; i++) {
            int dice = random.nextInt(8);
            bytes[i] = dice == 0 ? (byte) ' ' : dice == 1 ? (byte) '\n' : (byte) (0xa1 + random.nextInt(0x5e));
        }
        assertCountedRight("not-utf8", bytes);
    }

    @Test
    @Tag("scenario:input-symlinks")
    void symbolicLinks() throws IOException {
        Path text = Files.writeString(directory.resolve("linked.txt"), "one two two\n");
        Path files = Files.createDirectory(directory.resolve("links"));
        Files.createSymbolicLink(files.resolve("a"), text);
        Files.createSymbolicLink(files.resolve("circle"), files);
        assertThat(countsOf(files, "links")).containsOnly(Map.entry("one", 1L), Map.entry("two", 2L));

        Files.createSymbolicLink(files.resolve("broken"), directory.resolve("gone"));
        assertRefused(files, directory.resolve("broken-out"), "broken");
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(directory.resolve("link-out"), elsewhere);
        assertRefused(text, link, "symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    @Tag("scenario:input-path-traversal")
    void namesThatTryToLeaveTheirDirectory() throws IOException {
        List<String> refusals = new ArrayList<>();
        for (String id : List.of("../evil", "a/b", "..")) {
            TestConsole console = new TestConsole();
            Path place = directory.resolve("stray-worker");
            assertThat(console.run("worker", "--id", id, "--directory", place.toString(), "--masters", masters))
                    .isEqualTo(ExitCode.FAILED);
            refusals.add(console.err());
            TestConsole explain = new TestConsole();
            assertThat(explain.run("jobs", "explain", id, "--masters", masters)).isEqualTo(ExitCode.FAILED);
            refusals.add(explain.err());
        }
        assertThat(refusals).allSatisfy(refusal -> assertThat(refusal).doesNotContain("\tat ", "should not have"));
        assertThat(directory.resolve("evil")).doesNotExist();

        Path text = Files.writeString(directory.resolve("traversed.txt"), "one\n");
        Path odd = directory.resolve("x/../traversed/./../traversed-out");
        Files.createDirectories(directory.resolve("x"));
        Files.createDirectories(directory.resolve("traversed"));
        run(text, odd);
        assertThat(directory.resolve("traversed-out/_SUCCESS")).exists();
    }

    @Test
    @Tag("scenario:input-output-exists")
    void outputThatExists() throws IOException {
        Path text = Files.writeString(directory.resolve("exists.txt"), "one\n");
        Path output = Files.createDirectory(directory.resolve("exists-out"));
        Files.writeString(output.resolve("precious"), "data");
        assertRefused(text, output, "exists", "--overwrite");
        assertThat(output.resolve("precious")).hasContent("data");
    }
}
