package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.fake.FakeMasters;
import dev.jangada.client.jobs.ExitingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a waiting command does when it is told to end. SIGTERM stands for Ctrl-C: both run the same hooks. */
@Timeout(120)
@Tag("processes")
class InterruptIT {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                JangadaCommand.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out.txt").toFile())
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
    }

    private String err() throws IOException {
        return Files.readString(directory.resolve("err.txt"));
    }

    @Test
    void jobOnAClusterGoesOnAndTheCommandSaysHowToFollowIt() throws IOException, InterruptedException {
        try (FakeMasters masters = new FakeMasters(1)) {
            String addresses = masters.addresses().toString();
            Process process = start("run", "wordcount", "a", "--output", "b", "--masters", addresses);
            await().atMost(LONG).until(() -> masters.watchers() == 1);
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(err())
                    .contains(
                            "job-1 goes on",
                            "jangada jobs watch job-1 --masters " + addresses,
                            "jangada jobs cancel job-1 --masters " + addresses);
            assertThat(masters.calls()).noneMatch(call -> call.endsWith("CancelJob"));
        }
    }

    @Test
    void embeddedJobIsCancelledAndNothingIsLeft() throws IOException, InterruptedException {
        String output = directory.resolve("published").toString();
        Process process = start("run", "pause", "--arg", "tasks=100", "--arg", "millis=1000", "--output", output);
        await().atMost(LONG).until(() -> err().contains("map 0/100"));
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(err()).contains("job-1 is cancelled; nothing was published").doesNotContain("\tat ");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("tmp", "out.txt", "err.txt");
        }
        assertThat(directory.resolve("tmp"))
                .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("jangada"));
    }

    @Test
    void userCodeThatExitsIsNamedAndNothingIsLeft() throws IOException, InterruptedException {
        String input = Files.writeString(
                        Files.createDirectories(directory.resolve("tmp")).resolve("in.txt"), "a\nb\n")
                .toString();
        Path jar = JobJar.of(directory.resolve("tmp").resolve("job.jar"), ExitingJob.class);
        String output = directory.resolve("published").toString();
        String name = ExitingJob.class.getName();
        Process process = start("run", name, input, "--jar", jar.toString(), "--output", output);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(err())
                .contains(
                        "job-1 failed: user code of job-1/map/0/0 called System.exit",
                        "ExitingJob",
                        "throw an exception instead",
                        "Nothing was published at " + output)
                .doesNotContain("\tat ");
        assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
        assertNothingIsLeft();
    }
}
