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
import dev.jangada.client.cluster.LocalCluster;
import dev.jangada.client.jobs.GatedWordCount;
import dev.jangada.client.jobs.StumblingWordCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attempts that are slow, hang or take too long, on a cluster of processes. */
@Timeout(300)
@Tag("processes")
class StragglerIT {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private static Path directory;

    private static String masters = "";

    @BeforeAll
    static void start() {
        masters = TestConsole.startCluster(Path.of(cluster()), 1, 3, 2);
    }

    @AfterAll
    static void stop() {
        new TestConsole().run("cluster", "stop", "--dir", cluster());
    }

    private static String cluster() {
        return directory.resolve("cluster").toString();
    }

    private static long pid(String node) {
        return LocalCluster.open(Path.of(cluster()), line -> {}).pid(node).orElseThrow();
    }

    /** Gives a process and its children 5 % of a processor, in slices of a second, until it is closed. */
    private static final class Throttle implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final List<Future<?>> slices;
        private final long pid;

        Throttle(long pid) {
            this.pid = pid;
            Future<?> stops = timer.scheduleAtFixedRate(() -> signalAll("STOP"), 0, 1_000, TimeUnit.MILLISECONDS);
            Future<?> goesOn = timer.scheduleAtFixedRate(() -> signalAll("CONT"), 950, 1_000, TimeUnit.MILLISECONDS);
            slices = List.of(stops, goesOn);
        }

        private void signalAll(String signal) {
            List<Long> pids = new ArrayList<>(executors(pid));
            pids.add(pid);
            signal(signal, pids);
        }

        @Override
        public void close() throws InterruptedException {
            slices.forEach(slice -> slice.cancel(false));
            timer.shutdown();
            assertThat(timer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            signalAll("CONT");
        }
    }

    private static void signal(String signal, List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        pids.forEach(pid -> command.add(String.valueOf(pid)));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Long> executors(long worker) {
        return ProcessHandle.of(worker)
                .orElseThrow()
                .children()
                .map(ProcessHandle::pid)
                .toList();
    }

    private static Path text(String name, int lines, String last) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("some words of line ").append(i % 997).append('\n');
        }
        return Files.writeString(directory.resolve(name), text.append(last).append('\n'));
    }

    private static Job count(Path text, String output) throws IOException {
        Path open = directory.resolve("open");
        if (!Files.exists(open)) {
            Files.createFile(open);
        }
        return Job.of(GatedWordCount.class)
                .input(text)
                .output(directory.resolve(output))
                .reducers(2)
                .arg("gate", open.toString());
    }

    private static boolean isMapping(JobHandle job) {
        return job.status().stages().stream().anyMatch(stage -> stage.stage() == Stage.MAP && stage.running() > 0);
    }

    private static void assertCounted(Path text, String output) throws IOException {
        assertThat(Outputs.counts(directory.resolve(output))).isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
    }

    private static void assertNobodyRuns(Jangada jangada) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(jangada.workers())
                        .allSatisfy(worker -> assertThat(worker.liveAttempts()).isZero()));
    }

    @Test
    @Tag("scenario:worker-slow")
    void workerWithFivePercentOfAProcessorIsOvertaken() throws Exception {
        Path text = text("slow.txt", 1_200_000, "the end");
        try (Jangada jangada = Jangada.connect(masters)) {
            try (Throttle throttle = new Throttle(pid("w1"))) {
                // Some seconds of a processor for each map: at 5 % of one they would take a minute and more.
                JobHandle job = jangada.submit(count(text, "slow").arg("work", "2"));
                job.await(LONG);
                assertThat(job.explain().findings())
                        .as("%s", job.explain().findings())
                        .anyMatch(finding -> finding.contains("got a backup")
                                && finding.contains("on w1@")
                                && finding.endsWith("; it won."));
                assertThat(jangada.workers())
                        .as("nobody was fenced")
                        .allSatisfy(worker -> assertThat(worker.epoch()).isEqualTo(1));
            }
            assertCounted(text, "slow");
            assertNobodyRuns(jangada);
        }
    }

    @Test
    void executorThatStandsStillIsOvertakenAndItsSlotIsFreeAgain() throws Exception {
        Path text = text("still.txt", 3, "@gate");
        Path gate = directory.resolve("still-gate");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobHandle job = jangada.submit(count(text, "still").arg("gate", gate.toString()));
            String busy = await().atMost(LONG)
                    .until(
                            () -> jangada.workers().stream()
                                    .filter(worker -> worker.liveAttempts() > 0)
                                    .filter(worker ->
                                            !executors(pid(worker.id())).isEmpty())
                                    .map(worker -> worker.id())
                                    .findFirst()
                                    .orElse(""),
                            worker -> !worker.isEmpty() && isMapping(job));
            signal("STOP", executors(pid(busy)));
            Files.createFile(gate);
            job.await(LONG);
            assertCounted(text, "still");
            assertThat(job.explain().findings())
                    .as("%s", job.explain().findings())
                    .anyMatch(finding -> finding.contains("no sign of life") && finding.endsWith("; it won."));
            assertNobodyRuns(jangada);
            jangada.run(count(text, "after"));
            assertCounted(text, "after");
        }
    }

    @Test
    @Tag("scenario:code-loops")
    void codeThatLoopsForEverIsTimedOutAndTriedAgain() throws Exception {
        Path text = text("loop.txt", 3, "@stumble");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobHandle job = jangada.submit(Job.of(StumblingWordCount.class)
                    .input(text)
                    .output(directory.resolve("loop"))
                    .arg("mark", directory.resolve("mark").toString())
                    .withoutBackups()
                    .attemptTimeout(Duration.ofSeconds(6)));
            JobStatus end = job.await(LONG);
            // On a machine that is slow enough, an attempt that only takes its time may be given up, too.
            assertThat(end.attempts().failed())
                    .as("%s", job.explain().findings())
                    .isPositive();
            assertThat(job.explain().findings())
                    .anyMatch(finding -> finding.contains("no progress for") && finding.contains("succeeded on"));
            assertCounted(text, "loop");
            assertNobodyRuns(jangada);
        }
    }

    @Test
    void jobThatTakesTooLongFailsAtItsDeadline() throws Exception {
        Path text = text("late.txt", 3, "@gate");
        try (Jangada jangada = Jangada.connect(masters)) {
            JobStatus end = jangada.submit(count(text, "late")
                            .arg("gate", directory.resolve("never").toString())
                            .deadline(Duration.ofSeconds(3)))
                    .watch(status -> {}, LONG);
            assertThat(end.state()).isEqualTo(JobState.FAILED);
            assertThat(end.reason()).contains("it took longer than its deadline of 3000 ms");
            assertThat(directory.resolve("late")).doesNotExist();
            assertNobodyRuns(jangada);
        }
    }
}
