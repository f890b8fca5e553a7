package dev.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.client.jobs.GatedWordCount;
import dev.jangada.client.jobs.ThrowingJob;
import dev.jangada.client.jobs.WordCount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a cluster in this JVM. */
@Timeout(120)
class EmbeddedIT {
    @TempDir
    private Path directory;

    @Test
    void wordCountOfTheExampleRuns() throws IOException {
        Path text = Files.writeString(directory.resolve("in.txt"), "raft on raft\n\nsail on\tsea\r\n");
        Path output = directory.resolve("out");
        WordCount.main(new String[] {text.toString(), output.toString()});
        assertThat(Outputs.counts(output)).isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
        assertThat(output.resolve("_SUCCESS")).exists();
    }

    @Test
    void handleTellsWhatTheJobDidAndNothingIsLeftBehind() throws IOException {
        Path text =
                Files.write(directory.resolve("in.bin"), new byte[] {'a', ' ', (byte) 0xff, (byte) 0xc3, '\n', 'a'});
        Set<Path> before = temporaries();
        try (Jangada jangada = Jangada.embedded()) {
            Job job = Job.builtIn("wordcount")
                    .input(text)
                    .output(directory.resolve("out"))
                    .reducers(3);
            JobStatus status = jangada.run(job);
            assertThat(status.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(status.parts()).hasSize(3);
            assertThat(status.outputRecords()).isEqualTo(2);
            assertThat(status.counters()).containsEntry("map.input.records", 2L);
            assertThat(jangada.job(status.id()).explain().job().id()).isEqualTo(status.id());
            assertThat(jangada.workers()).hasSize(1);
            assertThat(jangada.masters().leader()).isPresent();
        }
        assertThat(Outputs.counts(directory.resolve("out"))).isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
        assertThat(temporaries()).isEqualTo(before);
    }

    private static Set<Path> temporaries() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("jangada"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    @Tag("scenario:code-throws")
    void failureNamesTheInputAndLeavesNoOutput() throws IOException {
        Path text = Files.writeString(directory.resolve("numbers.txt"), "1\n2\nthree\n");
        try (Jangada jangada = Jangada.embedded()) {
            Job job = Job.of(ThrowingJob.class).input(text).output(directory.resolve("out"));
            assertThatExceptionOfType(JobFailedException.class)
                    .isThrownBy(() -> jangada.run(job))
                    .withMessageContaining("numbers.txt")
                    .withMessageContaining("three")
                    .matches(e -> e.status().failureLogTail().contains("about to parse three"));
        }
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void cancelledJobLeavesNoOutput() throws IOException {
        Path text = Files.writeString(directory.resolve("in.txt"), "a @gate b\n");
        try (Jangada jangada = Jangada.embedded()) {
            JobHandle job = jangada.submit(Job.of(GatedWordCount.class)
                    .input(text)
                    .output(directory.resolve("out"))
                    .arg("gate", directory.resolve("never").toString()));
            assertThatExceptionOfType(WaitTimedOutException.class).isThrownBy(() -> job.await(Duration.ofMillis(300)));
            job.cancel("enough");
            assertThat(job.watch(status -> {}).state()).isEqualTo(JobState.CANCELLED);
        }
        assertThat(directory.resolve("out")).doesNotExist();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(text);
        }
    }

    @Test
    @Tag("scenario:input-empty-files")
    void emptyInputGivesAnEmptyOutput() throws IOException {
        Path text = Files.write(directory.resolve("empty.txt"), "".getBytes(StandardCharsets.UTF_8));
        try (Jangada jangada = Jangada.embedded()) {
            jangada.run(Job.builtIn("wordcount").input(text).output(directory.resolve("out")));
        }
        assertThat(Outputs.counts(directory.resolve("out"))).isEmpty();
        assertThat(directory.resolve("out/_SUCCESS")).exists();
    }
}
