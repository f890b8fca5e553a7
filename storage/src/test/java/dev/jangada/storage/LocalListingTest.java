package dev.jangada.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalListingTest {

    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void chooseStorage() throws StorageException {
        storage = Storages.forPath(directory.toString());
    }

    @Test
    void fileIsListedByItself() throws IOException {
        Path file = file("a.txt", "abc");

        assertThat(storage.list(file.toString(), "a.txt")).containsExactly(new InputFile(file.toString(), "a.txt", 3));
        assertThat(storage.list("file://" + file)).extracting(InputFile::path).containsExactly(file.toString());
    }

    @Test
    void directoryIsReadRecursivelyInByteOrder() throws IOException {
        file("in/b.txt", "");
        file("in/a/z.txt", "1");
        file("in/a.txt", "22");
        file("in/B.txt", "");

        assertThat(names("in", "in")).containsExactly("in/B.txt", "in/a.txt", "in/a/z.txt", "in/b.txt");
        assertThat(names("in", "../in/")).contains("../in/a/z.txt");
    }

    @Test
    void namesBeyondAsciiSortByBytesNotByChars() throws IOException {
        boolean nameable = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
        if (!nameable) {
            System.err.println("SKIPPED namesBeyondAsciiSortByBytesNotByChars: the locale has no UTF-8");
        }
        assumeTrue(nameable, "the locale has no UTF-8");
        file("in/\uFF5E", "");
        file("in/\uD83D\uDE00", "");
        file("in/z\u00F6.txt", "");

        assertThat(names("in", "in")).containsExactly("in/z\u00F6.txt", "in/\uFF5E", "in/\uD83D\uDE00");
        assertThat(names("in/z\u00F6*", "in/z\u00F6*")).containsExactly("in/z\u00F6.txt");
    }

    @Test
    void hiddenNamesAreLeftOutBelowTheGivenDirectory() throws IOException {
        file("_in/.secret", "");
        file("_in/_SUCCESS", "");
        file("_in/.git/config", "");
        file("_in/part-r-00000", "");

        assertThat(names("_in", "_in")).containsExactly("_in/part-r-00000");
        assertThat(names("_in/_SUCCESS", "_in/_SUCCESS")).containsExactly("_in/_SUCCESS");
    }

    @Test
    void globMatchesWithinOneSegment() throws IOException {
        file("logs/a.txt", "");
        file("logs/b.txt", "");
        file("logs/c.log", "");
        file("logs/.d.txt", "");
        file("logs/deep/e.txt", "");

        assertThat(names("logs/*.txt", "logs/*.txt")).containsExactly("logs/a.txt", "logs/b.txt");
        assertThat(names("logs/[ab].{txt,log}", "logs/[ab].{txt,log}")).containsExactly("logs/a.txt", "logs/b.txt");
        assertThat(names("l*s/.d*", "l*s/.d*")).containsExactly("logs/.d.txt");
    }

    @Test
    void globThatMatchesADirectoryReadsIt() throws IOException {
        file("logs/deep/e.txt", "");
        file("logs/a.txt", "");

        assertThat(names("logs/*", "*")).containsExactly("a.txt", "deep/e.txt");
    }

    @Test
    void doubleStarReachesEveryDepthOnce() throws IOException {
        file("logs/a.txt", "");
        file("logs/x/b.txt", "");
        file("logs/x/y/c.txt", "");
        file("logs/x/y/c.log", "");
        file("logs/.x/d.txt", "");

        assertThat(names("logs/**/*.txt", "logs/**/*.txt"))
                .containsExactly("logs/a.txt", "logs/x/b.txt", "logs/x/y/c.txt");
        assertThat(names("logs/**", "logs/**"))
                .containsExactly("logs/a.txt", "logs/x/b.txt", "logs/x/y/c.log", "logs/x/y/c.txt");
        assertThat(names("**/y/**", "**/y/**")).containsExactly("logs/x/y/c.log", "logs/x/y/c.txt");
    }

    @Test
    void fileNamedLikeAGlobIsThatFile() throws IOException {
        file("a[1].txt", "");
        file("a1.txt", "");

        assertThat(names("a[1].txt", "a[1].txt")).containsExactly("a[1].txt");
    }

    @Test
    @Tag("scenario:input-symlinks")
    void symbolicLinksAreFollowedButNotInCircles() throws IOException {
        file("in/a.txt", "");
        file("elsewhere/b.txt", "");
        Files.createSymbolicLink(directory.resolve("in/loop"), directory.resolve("in"));
        Files.createSymbolicLink(directory.resolve("in/more"), directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("self"), directory.resolve("self"));

        assertThat(names("in", "in")).containsExactly("in/a.txt", "in/more/b.txt");
        assertThat(names("in/**/*.txt", "in/**/*.txt")).containsExactly("in/a.txt", "in/more/b.txt");
        assertRefused("self", "self");
    }

    @Test
    @Tag("scenario:input-symlinks")
    void brokenLinkIsAnErrorAndNotIgnored() throws IOException {
        file("in/a.txt", "");
        Files.createSymbolicLink(directory.resolve("in/lost"), directory.resolve("nowhere"));

        assertRefused("in", "in/lost is a symbolic link to nothing");
        assertRefused("in/*", "in/lost is a symbolic link to nothing");
        assertRefused("in/lost", "in/lost is a symbolic link to nothing");
    }

    @Test
    void nameThatIsNoTextIsAnErrorAndNotMangled() throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("in"));
        Process shell = new ProcessBuilder("sh", "-c", "touch \"$(printf 'in/a\\377')\"")
                .directory(directory.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();

        assertRefused("in", "its name is not text");
    }

    @Test
    @Tag("scenario:input-no-files")
    void missingInputIsAnError() {
        assertRefused("nothing.txt", "The input nothing.txt does not exist");
    }

    @Test
    @Tag("scenario:input-no-files")
    void inputWithoutAFileIsAnError() throws IOException {
        file("in/_SUCCESS", "");

        assertRefused("in", "No file matches the input in");
        assertRefused("in/*.txt", "No file matches the input in/*.txt");
        assertRefused("gone/*.txt", "No file matches the input gone/*.txt");
        assertRefused("in/[a", "Cannot read the pattern in/[a");
    }

    @Test
    void unreadableInputIsAnError() throws IOException {
        file("in/a.txt", "");
        Path secret = Files.createDirectory(directory.resolve("in/secret"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        boolean allPowerful = Files.isReadable(secret);
        if (allPowerful) {
            System.err.println("SKIPPED unreadableInputIsAnError: this user may read everything (root)");
        }
        assumeFalse(allPowerful, "this user may read everything (root)");

        assertRefused("in", "in/secret: permission denied");
        assertRefused("in/secret", "permission denied");
    }

    @Test
    void readsAtAnyPosition() throws IOException {
        Path file = file("a.txt", "0123456789");
        byte[] buffer = new byte[4];
        try (ReadableFile readable = storage.open(file.toString())) {
            assertThat(readable.length()).isEqualTo(10);
            assertThat(readable.read(7, buffer, 1, 3)).isEqualTo(3);
            assertThat(buffer).isEqualTo("\000789".getBytes(StandardCharsets.US_ASCII));
            assertThat(readable.read(10, buffer, 0, 4)).isEqualTo(-1);
            assertThat(readable.read(10, buffer, 0, 0)).isZero();
        }
        assertThatThrownBy(() -> storage.open(directory.resolve("gone").toString()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it does not exist");
    }

    @Test
    void outputMustNotOverlapTheInputs() throws IOException {
        file("in/a.txt", "");
        file("other/a.txt", "");
        Files.createSymbolicLink(directory.resolve("alias"), directory.resolve("in"));

        for (String clash : List.of("in", "in/out", "in/a.txt", "alias/out", "alias")) {
            assertOverlap("in", clash);
        }
        assertOverlap("in/a.txt", "in");
        assertOverlap("in/*.txt", "in");
        assertOverlap("in/*", "in/out");
        assertOverlap("in/*/*.txt", "in/out");
        assertOverlap("**", "out");
        storage.checkDisjoint(List.of(at("in"), at("other/*.txt")), at("out"));
        storage.checkDisjoint(List.of(at("in/a.txt"), at("other/*.txt")), at("other/out"));
        storage.checkDisjoint(List.of(at("in")), at("in2"));
    }

    @Test
    void schemesAreChosenOrRefused() throws StorageException {
        assertThat(Storages.forPath("file:/tmp/x")).isSameAs(storage);
        assertThat(Storages.forPath("notes:2024.txt")).isSameAs(storage);
        for (String path : List.of("s3://bucket/key", "hdfs://host/path", "s3:bucket", "gs://bucket/key")) {
            assertThatThrownBy(() -> Storages.forPath(path))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(path);
        }
        assertThatThrownBy(() -> storage.list("file://host/x")).hasMessageContaining("names no host");
    }

    private void assertOverlap(String input, String output) {
        assertThatThrownBy(() -> storage.checkDisjoint(List.of(at(input)), at(output)))
                .as("%s and %s", input, output)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("overlap");
    }

    private void assertRefused(String pattern, String message) {
        assertThatThrownBy(() -> storage.list(at(pattern), pattern))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(message);
    }

    private List<String> names(String pattern, String displayAs) throws StorageException {
        return storage.list(at(pattern), displayAs).stream()
                .map(InputFile::displayName)
                .toList();
    }

    private String at(String relative) {
        return directory + "/" + relative;
    }

    private Path file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
