package dev.jangada.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalOutputAreaTest {

    @TempDir
    private Path directory;

    private Path parent;
    private Path output;
    private OutputArea area;

    @BeforeEach
    void createArea() throws StorageException {
        parent = directory.resolve("a/b");
        output = parent.resolve("out");
        area = area(output, "job-1");
    }

    @Test
    void publishesTheWinnersAndNothingElse() throws IOException {
        area.prepare(false);
        write(area, 0, 1, "loser\n");
        PartSummary winner = write(area, 0, 2, "hello\nworld\n");
        PartSummary empty = write(area, 1, 1, "");

        area.publish(manifest(winner, empty));

        assertThat(names(output)).containsExactly("_SUCCESS", "_manifest.json", "part-r-00000", "part-r-00001");
        assertThat(output.resolve("part-r-00000")).hasContent("hello\nworld\n");
        assertThat(output.resolve("_SUCCESS")).isEmptyFile();
        assertThat(output.resolve("_manifest.json")).content().isEqualToNormalizingNewlines("""
                {
                  "format" : 1,
                  "cluster" : "c1",
                  "job" : "j1",
                  "definition" : "word count",
                  "records" : 2,
                  "bytes" : 12,
                  "parts" : [
                    {
                      "name" : "part-r-00000",
                      "records" : 2,
                      "bytes" : 12,
                      "crc32c" : "%08x"
                    },
                    {
                      "name" : "part-r-00001",
                      "records" : 0,
                      "bytes" : 0,
                      "crc32c" : "00000000"
                    }
                  ]
                }
                """.formatted(
                        winner.crc32c()));
        assertThat(names(parent)).containsExactly("out");
    }

    @Test
    void nothingIsVisibleBeforePublication() throws IOException {
        area.prepare(false);
        write(area, 0, 1, "hello\n");

        assertThat(output).doesNotExist();
    }

    @Test
    void outputWithoutPartsIsFine() throws IOException {
        area.prepare(false);
        area.publish(manifest());

        assertThat(names(output)).containsExactly("_SUCCESS", "_manifest.json");
    }

    @Test
    void partsAreCountedAndSummed() throws IOException {
        area.prepare(false);
        byte[] megabyte = new byte[1 << 20];
        PartSummary summary;
        try (PartWriter writer = area.createPart("part-m-00003", 7)) {
            writer.write(megabyte, 0, megabyte.length);
            writer.write("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
            summary = writer.commit(5);
        }

        assertThat(summary.bytes()).isEqualTo(megabyte.length + 9);
        assertThat(summary)
                .extracting(PartSummary::name, PartSummary::attempt, PartSummary::records)
                .containsExactly("part-m-00003", 7, 5L);
        try (PartWriter writer = area.createPart("part-m-00004", 7)) {
            writer.write("x123456789".getBytes(StandardCharsets.US_ASCII), 1, 9);
            assertThat(writer.commit(1).crc32c())
                    .as("the check value of CRC32C")
                    .isEqualTo(0xE3069283);
        }
    }

    @Test
    void closingWithoutCommitDiscards() throws IOException {
        area.prepare(false);
        try (PartWriter writer = area.createPart("part-r-00000", 1)) {
            writer.write(new byte[10], 0, 10);
        }

        assertThat(names(staging().resolve("attempts"))).isEmpty();
    }

    @Test
    void attemptNumberIsUsedOnce() throws IOException {
        area.prepare(false);
        write(area, 0, 1, "x");

        assertThatThrownBy(() -> area.createPart("part-r-00000", 1))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("was started before");
    }

    @Test
    @Tag("scenario:input-output-exists")
    void existingOutputIsRefusedUnlessEmpty() throws IOException {
        Files.createDirectories(output);
        area.prepare(false);
        area.abort();
        Files.writeString(output.resolve("precious"), "x");

        assertThatThrownBy(() -> area.prepare(false))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("out exists; give --overwrite");
        assertThat(names(parent)).containsExactly("out");
    }

    @Test
    void emptyDirectoryIsReplaced() throws IOException {
        Files.createDirectories(output);
        area.prepare(false);
        area.publish(manifest(write(area, 0, 1, "x\n")));

        assertThat(names(output)).contains("_SUCCESS");
    }

    @Test
    void overwriteKeepsTheOldOutputUntilPublication() throws IOException {
        Files.createDirectories(output);
        Files.writeString(output.resolve("old"), "x");
        area.prepare(true);
        PartSummary part = write(area, 0, 1, "x\n");
        assertThat(names(output)).containsExactly("old");

        area.publish(manifest(part));

        assertThat(names(output)).containsExactly("_SUCCESS", "_manifest.json", "part-r-00000");
        assertThat(names(parent)).containsExactly("out");
    }

    @Test
    @Tag("scenario:input-symlinks")
    void filesAndLinksAreNotOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));

        assertThatThrownBy(() -> area(file, "j").prepare(true)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> area(link, "j").prepare(true)).hasMessageContaining("is a symbolic link");
        assertThatThrownBy(() -> area(file.resolve("out"), "j").prepare(false))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> area(Path.of("/"), "j")).hasMessageContaining("choose a directory below it");
    }

    @Test
    void unwritableParentIsAClearError() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        boolean allPowerful = Files.isWritable(locked);
        if (allPowerful) {
            System.err.println("SKIPPED unwritableParentIsAClearError: this user may write everywhere (root)");
        }
        assumeFalse(allPowerful, "this user may write everywhere (root)");

        assertThatThrownBy(() -> area(locked.resolve("out"), "j").prepare(false))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void unwritableFileSystemIsAClearError() {
        assertThatThrownBy(() -> area(Path.of("/proc/out"), "j").prepare(false))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Cannot create the output /proc/out");
    }

    @Test
    void prepareMayBeRepeated() throws IOException {
        area.prepare(false);
        PartSummary part = write(area, 0, 1, "x\n");
        area(output, "job-1").prepare(false);
        area.publish(manifest(part));

        assertThat(names(output)).contains("part-r-00000");
    }

    @Test
    void interruptedPreparationLeavesNothing() throws IOException {
        Files.createDirectories(parent);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> area.prepare(false)).isInstanceOf(StorageException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(names(parent)).isEmpty();
    }

    @Test
    void jobsWithTheSameOutputDoNotMix() throws IOException {
        OutputArea other = area(output, "job-2");
        area.prepare(false);
        other.prepare(false);
        PartSummary part = write(area, 0, 1, "first\n");
        PartSummary late = write(other, 0, 1, "second\n");
        area.publish(manifest(part));

        assertThatThrownBy(() -> other.publish(new Manifest("c1", "j2", "word count", List.of(late))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("something else was created there")
                .satisfies(e -> assertThat(((StorageException) e).retryable()).isFalse());
        other.abort();
        assertThat(output.resolve("part-r-00000")).hasContent("first\n");
        assertThat(names(parent)).containsExactly("out");
    }

    @Test
    void zombieAttemptCannotBringAnAbortedJobBack() throws IOException {
        area.prepare(false);
        try (PartWriter zombie = area.createPart("part-r-00000", 1)) {
            zombie.write(new byte[10], 0, 10);
            area.abort();
            area.abort();

            assertThatThrownBy(() -> zombie.commit(1)).hasMessageContaining("the job is over");
        }
        assertThatThrownBy(() -> area.createPart("part-r-00001", 1))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the job is over")
                .satisfies(e -> assertThat(((StorageException) e).retryable()).isFalse());
        assertThatThrownBy(() -> area.publish(manifest())).hasMessageContaining("the job is over");
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void abortNeverTouchesAPublishedOutput() throws IOException {
        area.prepare(false);
        area.publish(manifest(write(area, 0, 1, "x\n")));

        area.abort();

        assertThat(names(output)).contains("_SUCCESS", "part-r-00000");
    }

    @Test
    void lostWinnerIsNamedAndNotRetried() throws IOException {
        area.prepare(false);
        PartSummary part = write(area, 0, 1, "x\n");
        Files.delete(staging().resolve("attempts/part-r-00000.1"));

        assertThatThrownBy(() -> area.publish(manifest(part)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("part-r-00000, attempt 1, is lost")
                .satisfies(e -> assertThat(((StorageException) e).retryable()).isFalse());
        assertThat(output).doesNotExist();
    }

    @Test
    void winnerOfAnotherLengthIsNotPublished() throws IOException {
        area.prepare(false);
        PartSummary part = write(area, 0, 1, "hello\n");
        Files.writeString(staging().resolve("attempts/part-r-00000.1"), "hell");

        assertThatThrownBy(() -> area.publish(manifest(part)))
                .hasMessageContaining("has 4 bytes where 6 were written by attempt 1");
        assertThat(output).doesNotExist();
    }

    @Test
    @Tag("scenario:input-path-traversal")
    void namesThatCouldLeaveTheDirectoryAreRejected() {
        assertThatThrownBy(() -> area.createPart("../x", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> area(output, "a/b")).isInstanceOf(IllegalArgumentException.class);
        PartSummary part = new PartSummary("part-r-00000", 1, 0, 0, 0);
        assertThatThrownBy(() -> manifest(part, part)).hasMessageContaining("twice");
    }

    private Path staging() {
        return output.resolveSibling(".out.jangada-job-1");
    }

    private static OutputArea area(Path output, String tag) throws StorageException {
        return Storages.forPath(output.toString()).output(output.toString(), tag);
    }

    private static PartSummary write(OutputArea area, int part, int attempt, String text) throws StorageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (PartWriter writer = area.createPart("part-r-%05d".formatted(part), attempt)) {
            writer.write(bytes, 0, bytes.length);
            return writer.commit(text.lines().count());
        }
    }

    private static Manifest manifest(PartSummary... parts) {
        return new Manifest("c1", "j1", "word count", List.of(parts));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
