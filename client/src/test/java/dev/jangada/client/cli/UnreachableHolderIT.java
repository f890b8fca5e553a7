package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobExplanation;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.Outputs;
import dev.jangada.client.WorkerStatus;
import dev.jangada.client.jobs.GatedWordCount;
import dev.jangada.worker.ExecutorKind;
import dev.jangada.worker.Worker;
import dev.jangada.worker.WorkerConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that the masters hear well, while no other worker reaches its map outputs. */
@Timeout(240)
@Tag("processes")
class UnreachableHolderIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final long MEMORY = 256L << 20;

    @TempDir
    private Path directory;

    private final List<Worker> workers = new ArrayList<>();
    private String masters = "";

    @BeforeEach
    void startMaster() {
        masters = TestConsole.startCluster(Path.of(cluster()), 1, 0, 2);
    }

    @AfterEach
    void stop() {
        workers.forEach(Worker::close);
        new TestConsole().run("cluster", "stop", "--dir", cluster());
    }

    private String cluster() {
        return directory.resolve("cluster").toString();
    }

    /** A worker that takes no other for one of its own machine, so that they read from each other over the network. */
    private void start(String id, String advertisedHost) throws Exception {
        workers.add(Worker.start(new WorkerConfiguration(
                id,
                List.of(masters.split(",")),
                directory.resolve(id),
                2,
                "127.0.0.1",
                0,
                advertisedHost,
                false,
                MEMORY,
                ExecutorKind.CHILD_JVM,
                List.of(),
                Duration.ZERO,
                "machine of " + id,
                0)));
    }

    @Test
    @Tag("scenario:worker-reducer-cut-from-mapper")
    void outputsThatNobodyReachesAreMadeAgainElsewhere() throws Exception {
        start("w1", "127.9.9.9"); // where nobody listens
        start("w2", "");
        start("w3", "");
        Path text = text();
        Path gate = directory.resolve("gate");
        try (Jangada jangada = Jangada.connect(masters)) {
            await().atMost(LONG)
                    .until(() -> jangada.workers().stream()
                                    .filter(worker -> worker.attached())
                                    .count()
                            == 3);
            JobHandle job = jangada.submit(Job.of(GatedWordCount.class)
                    .input(text)
                    .output(directory.resolve("counts"))
                    .reducers(3)
                    .arg("gate", gate.toString())
                    .withoutBackups());
            await().atMost(LONG).until(() -> hasMapOn(jangada, "w1"));
            Files.createFile(gate);

            assertThat(job.await(LONG).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(Outputs.counts(directory.resolve("counts")))
                    .isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
            List<String> lost = job.explain().history().stream()
                    .map(JobExplanation.Event::text)
                    .filter(line -> line.contains("map output"))
                    .filter(line -> line.contains("gone"))
                    .toList();
            assertThat(lost)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            .contains("on w1@1", "could not be reached by")
                            .containsAnyOf("w2@1 and w3@1", "w3@1 and w2@1"));
        }
    }

    /** Whether one of several live attempts is there: the one that plans is alone. */
    private static boolean hasMapOn(Jangada jangada, String id) {
        List<WorkerStatus> all = jangada.workers();
        return all.stream().mapToInt(WorkerStatus::liveAttempts).sum() > 1
                && all.stream().anyMatch(worker -> worker.id().equals(id) && worker.liveAttempts() > 0);
    }

    /** Every line waits at the gate. */
    private Path text() throws IOException {
        Random random = new Random(17);
        StringBuilder text = new StringBuilder();
        while (text.length() < 6 << 20) {
            text.append("word")
                    .append((int) Math.abs(random.nextGaussian() * 500))
                    .append(random.nextInt(8) == 0 ? " @gate\n" : " ");
        }
        return Files.writeString(directory.resolve("text.txt"), text);
    }
}
