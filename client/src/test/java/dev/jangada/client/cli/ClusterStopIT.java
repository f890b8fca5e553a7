package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.Stage;
import dev.jangada.client.cluster.LocalCluster;
import dev.jangada.client.jobs.GatedWordCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a cluster, or of one worker, while a job runs. */
@Timeout(180)
@Tag("processes")
class ClusterStopIT {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    private String masters = "";
    private List<ProcessHandle> executors = List.of();

    @BeforeEach
    void start() {
        masters = TestConsole.startCluster(Path.of(cluster()), 1, 1, 2);
    }

    @AfterEach
    void end() {
        new TestConsole().run("cluster", "stop", "--dir", cluster());
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    private String cluster() {
        return directory.resolve("cluster").toString();
    }

    private ProcessHandle worker() {
        long pid = LocalCluster.open(Path.of(cluster()), line -> {}).pid("w1").orElseThrow();
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** A job of which the worker keeps an output that nobody has fetched, and runs a map that does not end. */
    private void occupyTheWorker() throws Exception {
        Path text = Files.writeString(directory.resolve("text.txt"), "some words\n".repeat(400_000) + "@gate\n");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobHandle job = jangada.submit(Job.of(GatedWordCount.class)
                    .input(text)
                    .output(directory.resolve("out"))
                    .arg("gate", directory.resolve("never").toString()));
            await().atMost(LONG)
                    .until(() -> job.status().stages().stream()
                            .anyMatch(stage -> stage.stage() == Stage.MAP
                                    && stage.committed() > 0
                                    && stage.committed() == stage.tasks() - 1));
        }
        executors = worker().descendants().toList();
        assertThat(executors).isNotEmpty();
    }

    private void assertNoExecutorIsLeft() {
        await().until(() -> executors.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void stoppedClusterWaitsForNoJobAndKillsNobody() throws Exception {
        occupyTheWorker();
        TestConsole console = new TestConsole();
        assertThat(console.run("cluster", "stop", "--dir", cluster())).isZero();
        assertThat(console.err()).contains("stopped w1, m1").doesNotContain("killed");
        assertNoExecutorIsLeft();
    }

    @Test
    void workerThatIsToldOnceDrainsAndToldAgainLeaves() throws Exception {
        occupyTheWorker();
        ProcessHandle worker = worker();
        worker.destroy();
        try (Jangada jangada = Jangada.connect(masters)) {
            await().atMost(LONG).until(() -> jangada.workers().get(0).state().equals("DRAINING"));
        }
        assertThat(worker.isAlive()).isTrue();
        worker.destroy();
        await().atMost(Duration.ofSeconds(5)).until(() -> !worker.isAlive());
        assertNoExecutorIsLeft();
    }
}
