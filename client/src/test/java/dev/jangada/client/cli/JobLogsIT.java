package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.jobs.TalkingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What attempts printed can be read while they run, after they failed, and after their worker has died. */
@Timeout(240)
@Tag("processes")
class JobLogsIT {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    private TestConsole cluster(String verb, String... more) {
        TestConsole console = new TestConsole();
        String[] line = java.util.Arrays.copyOf(
                new String[] {
                    "cluster", verb, "--dir", directory.resolve("cluster").toString()
                },
                4 + more.length);
        System.arraycopy(more, 0, line, 4, more.length);
        assertThat(console.run(line)).as(console.err()).isZero();
        return console;
    }

    @Test
    void logsOutliveTheirWorker() throws IOException {
        String masters =
                cluster("start", "--masters", "1", "--workers", "1").out().strip();
        Path text = Files.writeString(directory.resolve("text.txt"), "one\n");
        Path gate = directory.resolve("gate");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobHandle job = jangada.submit(Job.of(TalkingJob.class)
                    .input(text)
                    .output(directory.resolve("out"))
                    .arg("gate", gate.toString()));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(logs(masters, job.id()))
                            .contains("map/0/0 on w1, RUNNING", "heard from worker w1@1", "reading one"));

            cluster("kill", "w1");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(logs(masters, job.id()))
                            .contains("map/0/0 on w1, LOST", "kept by the masters", "reading one", "map-0-0.log"));
            cluster("restart", "w1");
            Files.createFile(gate);
            job.await(LONG);

            TestConsole one = new TestConsole();
            assertThat(one.run("jobs", "logs", job.id(), "map/0/0", "-o", "json", "--masters", masters))
                    .isZero();
            assertThat(one.out()).contains("\"text\" : \"reading one");
            TestConsole none = new TestConsole();
            assertThat(none.run("jobs", "logs", job.id(), "map/7", "--masters", masters))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(none.err()).contains("no log of map/7 of " + job.id());
        } finally {
            cluster("stop");
        }
    }

    private static String logs(String masters, String job) {
        TestConsole console = new TestConsole();
        int code = console.run("jobs", "logs", job, "--masters", masters);
        return code == ExitCode.SUCCEEDED ? console.out() : "";
    }
}
