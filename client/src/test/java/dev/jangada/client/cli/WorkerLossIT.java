package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobState;
import dev.jangada.client.WorkerStatus;
import dev.jangada.client.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a worker counts as lost, and when it must not. */
@Timeout(240)
class WorkerLossIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration THREE_LEASES = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    private String masters = "";
    private final List<Process> busy = new ArrayList<>();

    @BeforeEach
    void start() {
        masters = TestConsole.startCluster(Path.of(cluster()), 1, 2, 2);
    }

    @AfterEach
    void stop() {
        busy.forEach(Process::destroyForcibly);
        new TestConsole().run("cluster", "stop", "--dir", cluster());
    }

    private String cluster() {
        return directory.resolve("cluster").toString();
    }

    private ProcessHandle worker(String id) {
        long pid = LocalCluster.open(Path.of(cluster()), line -> {}).pid(id).orElseThrow();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static void signal(String signal, ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private static WorkerStatus status(Jangada jangada, String id) {
        return jangada.workers().stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void killedWorkerIsMissedByItsConnectionAndStoppedOneByItsLease() throws Exception {
        try (Jangada jangada = Jangada.connect(masters)) {
            worker("w1").destroyForcibly();
            ProcessHandle stopped = worker("w2");
            signal("STOP", stopped);
            await().atMost(LONG).until(() -> status(jangada, "w1").state().equals("FENCED"));
            assertThat(status(jangada, "w1").reason()).startsWith("its connection broke");
            await().atMost(LONG).until(() -> status(jangada, "w2").state().equals("FENCED"));
            assertThat(status(jangada, "w2").reason()).startsWith("silent for ");
            signal("CONT", stopped);
            await().atMost(LONG)
                    .until(() -> status(jangada, "w2").state().equals("ACTIVE")
                            && status(jangada, "w2").epoch() == 2);
        }
    }

    @Test
    void nobodyIsMissedWhileEveryProcessorIsBusy() throws IOException {
        int loops = 4 * Runtime.getRuntime().availableProcessors();
        try (Jangada jangada = Jangada.connect(masters)) {
            for (int i = 0; i < loops; i++) {
                busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            await().during(THREE_LEASES)
                    .atMost(LONG)
                    .until(() -> jangada.workers().stream()
                            .allMatch(worker ->
                                    worker.epoch() == 1 && worker.state().equals("ACTIVE")));
            assertThat(jangada.run(Job.builtIn("noop").arg("tasks", "500")).state())
                    .isEqualTo(JobState.SUCCEEDED);
            assertThat(busy).allSatisfy(loop -> assertThat(loop.isAlive()).isTrue());
            assertThat(jangada.workers())
                    .allSatisfy(worker -> assertThat(worker.epoch()).isEqualTo(1));
        }
    }
}
