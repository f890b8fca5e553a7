package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.Outputs;
import dev.jangada.client.Stage;
import dev.jangada.client.cluster.ServerGroup;
import dev.jangada.client.jobs.GatedWordCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The majority of the masters is lost for good, and one that is left goes on. */
@Timeout(300)
@Tag("processes")
class RecoveryIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private static TestConsole run(int code, String... words) {
        TestConsole console = new TestConsole();
        assertThat(console.run(words)).as(console.err()).isEqualTo(code);
        return console;
    }

    @Test
    @Tag("scenario:master-majority-lost-for-good")
    void oneMasterThatIsLeftGoesOnAndTheOthersNeverComeBack() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "a b a\n@gate\n");
        Path gate = directory.resolve("gate");
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 3, 1)) {
            group.startWorker("w1");
            String job = submitAndWaitForItsMap(group, text, gate);
            group.kill("m2");
            group.kill("m3");
            String home = group.home("m1").toString();
            assertThat(run(ExitCode.FAILED, "masters", "recover", "--directory", home)
                            .err())
                    .contains("another master runs in " + home);
            group.kill("m1");

            TestConsole asked = run(ExitCode.FAILED, "masters", "recover", "--directory", home);
            assertThat(asked.err())
                    .contains(
                            "the log of master m1 of cluster test-cluster ends with entry ",
                            "is LOST",
                            "the masters m2, m3 are given up",
                            "nothing was changed");
            TestConsole done = run(ExitCode.SUCCEEDED, "masters", "recover", "--directory", home, "--accept-data-loss");
            assertThat(done.out()).contains("m1 is the only master of cluster test-cluster now, in generation 1");
            group.start("m1");
            assertThat(group.leader()).isEqualTo("m1");

            // One of the old ones comes back, and would be a majority with the other.
            group.start("m2");
            assertThat(group.exitCode("m2")).isEqualTo(ExitCode.FAILED);
            assertThat(group.log("m2")).contains("was recovered without master m2");

            group.start("m4", "--join");
            run(
                    ExitCode.SUCCEEDED,
                    "masters",
                    "add",
                    group.words("m4"),
                    "--masters",
                    group.node("m1").api());
            group.awaitEqual("m1", "m4");
            Files.createFile(gate);
            try (Jangada jangada = Jangada.connect(group.api())) {
                assertThat(jangada.job(job).await(ServerGroup.PATIENCE).state()).isEqualTo(JobState.SUCCEEDED);
                assertThat(jangada.workers())
                        .singleElement()
                        .satisfies(worker -> assertThat(worker.epoch()).isGreaterThan(1_000_000_000L));
            }
            assertThat(Outputs.counts(directory.resolve("out"))).isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
            group.kill("m1");
            group.start("m1");
            group.awaitEqual("m1", "m4");
        }
    }

    private String submitAndWaitForItsMap(ServerGroup group, Path text, Path gate) {
        try (Jangada jangada = Jangada.connect(group.api())) {
            JobHandle job = jangada.submit(Job.of(GatedWordCount.class)
                    .input(text)
                    .output(directory.resolve("out"))
                    .reducers(1)
                    .arg("gate", gate.toString()));
            await().atMost(ServerGroup.PATIENCE)
                    .until(() -> job.status().stages().stream()
                            .anyMatch(stage -> stage.stage() == Stage.MAP && stage.running() == 1));
            group.awaitEqual("m1", "m2", "m3");
            return job.id();
        }
    }
}
