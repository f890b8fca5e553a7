package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.Outputs;
import dev.jangada.client.Stage;
import dev.jangada.client.cluster.ServerGroup;
import dev.jangada.client.jobs.GatedWordCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Operators change who the masters are while jobs run. */
@Timeout(300)
@Tag("processes")
class GroupChangeIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private static TestConsole masters(ServerGroup group, int code, String... words) {
        TestConsole console = new TestConsole();
        String[] line = new String[words.length + 3];
        line[0] = "masters";
        System.arraycopy(words, 0, line, 1, words.length);
        line[words.length + 1] = "--masters";
        line[words.length + 2] = group.api();
        assertThat(console.run(line)).as(console.err()).isEqualTo(code);
        return console;
    }

    @Test
    @Tag("scenario:master-replaced-one-by-one")
    void allMastersAreReplacedOneByOneUnderAJob() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "a b a\n@gate\n");
        Path gate = directory.resolve("gate");
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 3, 3)) {
            group.startWorker("w1");
            JobHandle job;
            try (Jangada before = Jangada.connect(group.node("m1").api())) {
                job = before.submit(Job.of(GatedWordCount.class)
                        .input(text)
                        .output(directory.resolve("out"))
                        .reducers(1)
                        .arg("gate", gate.toString()));
                await().atMost(ServerGroup.PATIENCE)
                        .until(() -> job.status().stages().stream()
                                .anyMatch(stage -> stage.stage() == Stage.MAP && stage.running() == 1));
                CompletableFuture<JobStatus> end = CompletableFuture.supplyAsync(() -> job.await(ServerGroup.PATIENCE));
                for (String old : List.of("m1", "m2", "m3")) {
                    String fresh = "m" + (3 + Integer.parseInt(old.substring(1)));
                    group.start(fresh, "--join");
                    TestConsole said = masters(group, ExitCode.SUCCEEDED, "replace", old, group.words(fresh));
                    assertThat(said.err()).contains(fresh + " is catching up", fresh + " is a member");
                    assertThat(said.out()).contains(fresh).doesNotContain(old + ",", old + "\n");
                    assertThat(group.exitCode(old)).as(group.log(old)).isZero();
                    assertThat(group.log(old)).contains("master " + old + " was removed from its cluster");
                }
                // The client was told of m1 only, and the worker of none of the masters of now: both have followed.
                Files.createFile(gate);
                assertThat(end.join().state()).isEqualTo(JobState.SUCCEEDED);
            }
            assertThat(Outputs.counts(directory.resolve("out"))).isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
            group.awaitEqual("m4", "m5", "m6");
            group.kill(group.leader());
            try (Jangada after = Jangada.connect(group.api())) {
                await().atMost(ServerGroup.PATIENCE)
                        .until(() -> after.workers().stream().anyMatch(worker -> worker.attached()));
                assertThat(after.job(job.id()).status().attempts().started()).isEqualTo(4);
            }
            group.start("m1");
            assertThat(group.exitCode("m1")).isEqualTo(ExitCode.FAILED);
            assertThat(group.log("m1"))
                    .contains("master m1 was removed from cluster test-cluster, and can't come back");
        }
    }

    @Test
    void changesThatWouldLoseTheMajorityOrMakeNoSenseAreRefusedAndRepetitionsAreNot() {
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 3, 1)) {
            group.awaitEqual("m1", "m2", "m3");
            assertThat(masters(group, ExitCode.FAILED, "replace", "m9", group.words("m4"))
                            .err())
                    .contains("there is no master m9 to replace: the masters are m1, m2, m3");
            assertThat(masters(group, ExitCode.USAGE, "replace", "m3", group.words("m3"))
                            .err())
                    .contains("an id of its own");
            String leader = group.leader();
            String dead = leader.equals("m3") ? "m2" : "m3";
            String other = List.of("m1", "m2", "m3").stream()
                    .filter(id -> !id.equals(leader) && !id.equals(dead))
                    .findFirst()
                    .orElseThrow();
            group.kill(dead);
            await().atMost(ServerGroup.PATIENCE)
                    .untilAsserted(() -> assertThat(masters(group, ExitCode.FAILED, "remove", other)
                                    .err())
                            .contains("of the 2 masters that would be left only 1 answer"));
            masters(group, ExitCode.SUCCEEDED, "remove", dead);
            assertThat(masters(group, ExitCode.SUCCEEDED, "remove", dead).err()).contains(dead + " is no member");
            group.start(dead);
            assertThat(group.exitCode(dead)).as(group.log(dead)).isZero();
            assertThat(group.log(dead)).contains("was removed from its cluster");
            group.start("m4", "--join");
            masters(group, ExitCode.SUCCEEDED, "add", group.words("m4"));
            assertThat(masters(group, ExitCode.SUCCEEDED, "add", group.words("m4"))
                            .err())
                    .contains("m4 is a member");
        }
    }
}
