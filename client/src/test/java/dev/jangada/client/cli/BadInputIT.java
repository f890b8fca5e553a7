package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.client.Outputs;
import dev.jangada.client.jobs.ThrowingJob;
import dev.jangada.client.jobs.WordCount;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What bad input gets: one clear sentence, the right exit code, no stack trace, nothing at the output. */
@Timeout(120)
class BadInputIT {
    @TempDir
    private Path directory;

    private final TestConsole console = new TestConsole();
    private String text = "";
    private Path output = Path.of("");

    @BeforeEach
    void write() throws IOException {
        text = Files.writeString(directory.resolve("in.txt"), "1\n2\nthree\n").toString();
        output = directory.resolve("out");
    }

    private void assertRun(int exitCode, String complaint, String... arguments) {
        String[] line = java.util.Arrays.copyOf(arguments, arguments.length + 3);
        line[arguments.length] = "--output";
        line[arguments.length + 1] = output.toString();
        line[arguments.length + 2] = "--reducers=2";
        assertThat(console.run(line)).as(console.err()).isEqualTo(exitCode);
        assertThat(console.err()).contains(complaint).doesNotContain("\tat ");
    }

    @Test
    void missingInput() {
        assertRun(
                ExitCode.FAILED,
                "no-such.txt",
                "run",
                "wordcount",
                directory.resolve("no-such.txt").toString());
        assertThat(output).doesNotExist();
    }

    @Test
    @Tag("scenario:input-no-files")
    void zeroMatchingFiles() {
        assertRun(
                ExitCode.FAILED,
                "*.log",
                "run",
                "wordcount",
                directory.resolve("*.log").toString());
        assertThat(output).doesNotExist();
    }

    @Test
    void unreadableInput() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(secret), "the administrator reads everything");
        assertRun(ExitCode.FAILED, "secret.txt", "run", "wordcount", secret.toString());
        assertThat(output).doesNotExist();
    }

    @Test
    @Tag("scenario:input-output-exists")
    void outputThatExistsStaysAsItIs() throws IOException {
        Files.createDirectory(output);
        Files.writeString(output.resolve("precious"), "mine");
        assertRun(ExitCode.FAILED, "exists", "run", "wordcount", text);
        assertThat(output.resolve("precious")).hasContent("mine");
        assertThat(output).isDirectoryNotContaining(file -> !file.endsWith("precious"));
    }

    @Test
    void outputThatExistsIsReplacedWhenAskedFor() throws IOException {
        Files.createDirectory(output);
        Files.writeString(output.resolve("part-r-00000"), "old\t1\n");
        assertRun(0, "", "run", "wordcount", text, "--overwrite");
        assertThat(output.resolve("part-r-00001")).exists();
    }

    @Test
    @Tag("scenario:code-missing-class")
    void jarWithoutTheClass() throws IOException {
        assertRun(
                ExitCode.FAILED, "has no class org.x.Job", "run", "org.x.Job", text, "--jar", jar("org/x/Other.class"));
        assertThat(output).doesNotExist();
    }

    @Test
    @Tag("scenario:code-wrong-bytecode")
    void classForANewerJava() throws IOException {
        assertRun(ExitCode.FAILED, "was compiled for Java 55", "run", "New", text, "--jar", jar("New.class"));
        assertThat(output).doesNotExist();
    }

    @Test
    void withTheClassGivenEveryWordIsAnInput() throws IOException {
        Path more = Files.writeString(directory.resolve("more.txt"), "4\n");
        Path jar = JobJar.of(directory.resolve("count.jar"), WordCount.class);
        assertRun(
                0,
                "",
                "run",
                "--jar",
                jar.toString(),
                "--class",
                WordCount.class.getName(),
                text,
                more.toString(),
                "--name",
                "both");
        assertThat(Outputs.counts(output)).containsOnlyKeys("1", "2", "three", "4");
        assertThat(console.out()).contains("both succeeded");
    }

    private String jar(String entry) throws IOException {
        Path jar = directory.resolve("job.jar");
        byte[] fromTheFuture = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 99, 0, 1};
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(fromTheFuture);
        }
        return jar.toString();
    }

    @Test
    @Tag("scenario:code-throws")
    void mapperThatThrows() throws IOException {
        String name = ThrowingJob.class.getName();
        assertRun(
                ExitCode.FAILED,
                "in.txt",
                "run",
                name,
                text,
                "--jar",
                JobJar.of(directory.resolve("throwing.jar"), ThrowingJob.class).toString());
        assertThat(console.err()).contains("three", "The end of its log:", "about to parse three");
        assertThat(output).doesNotExist();
    }
}
