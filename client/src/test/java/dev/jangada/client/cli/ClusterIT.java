package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.MastersStatus;
import dev.jangada.client.Outputs;
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import dev.jangada.client.jobs.ExitingJob;
import dev.jangada.client.jobs.GatedWordCount;
import dev.jangada.client.jobs.ThrowingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three masters and two workers as processes, and what happens to jobs when some are killed. */
@Timeout(300)
@Tag("processes")
class ClusterIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private static Path directory;

    private static String masters = "";

    @BeforeAll
    static void start() {
        masters = TestConsole.startCluster(Path.of(clusterDirectory()), 3, 2, 4);
    }

    @AfterAll
    static void stop() {
        TestConsole console = new TestConsole();
        assertThat(console.run("cluster", "stop", "--dir", clusterDirectory()))
                .as(console.err())
                .isZero();
    }

    private static String clusterDirectory() {
        return directory.resolve("cluster").toString();
    }

    private static TestConsole cluster(String verb, String... more) {
        TestConsole console = new TestConsole();
        String[] line =
                java.util.Arrays.copyOf(new String[] {"cluster", verb, "--dir", clusterDirectory()}, 4 + more.length);
        System.arraycopy(more, 0, line, 4, more.length);
        assertThat(console.run(line)).as(console.err()).isZero();
        return console;
    }

    /** About 4 MiB, so that four map tasks share it; the last line waits at the gate. */
    private static Path text(String name) throws IOException {
        Random random = new Random(17);
        StringBuilder text = new StringBuilder();
        while (text.length() < 4 * MEBIBYTE - 100_000) {
            text.append("word")
                    .append((int) Math.abs(random.nextGaussian() * 500))
                    .append(random.nextInt(8) == 0 ? '\n' : ' ');
        }
        text.append("\n@gate\n");
        return Files.writeString(directory.resolve(name), text);
    }

    private static Job count(Path text, String output, Path gate) {
        return Job.of(GatedWordCount.class)
                .input(text)
                .output(directory.resolve(output))
                .reducers(3)
                .withoutBackups() // attempts are counted
                .arg("gate", gate.toString());
    }

    private static int committed(JobStatus status, Stage stage) {
        return status.stages().stream()
                .filter(progress -> progress.stage() == stage)
                .mapToInt(StageProgress::committed)
                .sum();
    }

    @Test
    void jobSurvivesTheLossOfItsLeaderAndOfAWorkerWithTheSameOutput() throws IOException {
        Path text = text("text.txt");
        Path open = Files.createFile(directory.resolve("open"));
        Path gate = directory.resolve("gate");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobStatus undisturbed = jangada.run(count(text, "undisturbed", open));
            assertThat(Outputs.counts(directory.resolve("undisturbed")))
                    .isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));

            JobHandle job = jangada.submit(count(text, "disturbed", gate));
            await().atMost(LONG).until(() -> committed(job.status(), Stage.MAP) == 3);
            String leader =
                    jangada.masters().leader().map(MastersStatus.Master::id).orElseThrow();
            cluster("kill", leader);
            await().atMost(LONG).until(() -> job.status().failovers() == 1);
            assertThat(committed(job.status(), Stage.MAP)).isEqualTo(3);
            Files.createFile(gate);
            JobStatus end = job.await(LONG);

            assertThat(Outputs.parts(directory.resolve("disturbed")))
                    .isEqualTo(Outputs.parts(directory.resolve("undisturbed")));
            assertThat(end.attempts().started())
                    .isEqualTo(undisturbed.attempts().started());
            assertThat(job.explain().findings()).anyMatch(finding -> finding.contains(leader));
            cluster("restart", leader);
            assertThat(cluster("status").out()).doesNotContain("STOPPED");
            assertThat(jangada.masters().masters()).allSatisfy(master -> {
                assertThat(master.role()).isIn("LEADER", "FOLLOWER");
                assertThat(master.appliedIndex()).isNotNegative();
            });
        }
    }

    @Test
    void lostWorkerCostsOnlyWhatItHeld() throws IOException {
        Path text = text("text2.txt");
        Path gate = directory.resolve("gate2");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobHandle job = jangada.submit(count(text, "worker-lost", gate));
            await().atMost(LONG).until(() -> committed(job.status(), Stage.MAP) == 3);
            cluster("kill", "w1");
            Files.createFile(gate);
            job.await(LONG);
            assertThat(Outputs.counts(directory.resolve("worker-lost")))
                    .isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
            cluster("restart", "w1");
        }
    }

    @Test
    @Tag("scenario:code-exits")
    void codeThatEndsItsJvmFailsItsJobAlone() throws IOException {
        Path text = Files.writeString(directory.resolve("short.txt"), "1\n");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobStatus end = jangada.submit(Job.of(ExitingJob.class)
                            .input(text)
                            .output(directory.resolve("exited"))
                            .attempts(2))
                    .watch(status -> {}, LONG);
            assertThat(end.state()).isEqualTo(JobState.FAILED);
            assertThat(end.reason()).contains("exit");
            assertThat(directory.resolve("exited")).doesNotExist();
            assertThat(jangada.workers())
                    .filteredOn(worker -> worker.attached())
                    .isNotEmpty();
        }
    }

    @Test
    @Tag("scenario:code-throws")
    void failureTellsInputOffsetAndLog() throws IOException {
        Path text = Files.writeString(directory.resolve("numbers.txt"), "1\n2\nthree\n");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobHandle job = jangada.submit(Job.of(ThrowingJob.class)
                    .input(text)
                    .output(directory.resolve("thrown"))
                    .attempts(1));
            TestConsole console = new TestConsole();
            assertThat(console.run("jobs", "watch", job.id(), "--masters", masters))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(console.err())
                    .contains("numbers.txt", "three", "about to parse three", "jangada jobs explain " + job.id())
                    .doesNotContain("\tat ");
            assertThat(directory.resolve("thrown")).doesNotExist();
        }
    }

    @Test
    void directoryInUseIsOneClearSentence() {
        String node = Path.of(clusterDirectory(), "nodes", "w2").toString();
        TestConsole console = new TestConsole();
        assertThat(console.run("worker", "--id", "w2", "--directory", node, "--masters", masters))
                .isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).contains(node).doesNotContain("\tat ");
    }

    @Test
    void workerOfAnotherClusterIsOneClearSentence() throws IOException {
        Path node = Files.createDirectories(directory.resolve("stray"));
        String marker = Files.readString(Path.of(clusterDirectory(), "nodes", "w1", "worker.marker"));
        Files.writeString(
                node.resolve("worker.marker"),
                marker.replaceAll("(?m)^worker=.*$", "worker=w9").replaceAll("(?m)^cluster=.*$", "cluster=elsewhere"));
        TestConsole console = new TestConsole();
        assertThat(console.run("worker", "--id", "w9", "--directory", node.toString(), "--masters", masters))
                .isEqualTo(ExitCode.FAILED);
        assertThat(console.err())
                .contains("Worker w9 cannot join these masters", "elsewhere", "new directory")
                .doesNotContain("\tat ");
    }

    @Test
    @Tag("scenario:master-foreign-disk")
    void masterOnTheDataOfAnotherClusterIsOneClearSentence() throws IOException {
        Path node = directory.resolve("strayed-master");
        String group = "m9=127.0.0.1:1/127.0.0.1:2/127.0.0.1:3";
        Files.createDirectories(node);
        Files.copy(Path.of(clusterDirectory(), "nodes", "m1", "identity"), node.resolve("identity"));
        TestConsole console = new TestConsole();
        assertThat(console.run(
                        "master",
                        "--id",
                        "m9",
                        "--directory",
                        node.toString(),
                        "--group",
                        group,
                        "--cluster-id",
                        "elsewhere"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).contains("elsewhere").doesNotContain("\tat ");
    }

    @Test
    void startOfARunningClusterChangesNothing() {
        TestConsole console = cluster("start");
        assertThat(console.out().strip()).isEqualTo(masters);
        assertThat(console.err()).contains("runs already");
        TestConsole other = new TestConsole();
        assertThat(other.run("cluster", "start", "--dir", clusterDirectory(), "--masters", "5"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(other.err()).contains("has 3 masters");
    }
}
