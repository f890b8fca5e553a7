package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobExplanation;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.Outputs;
import dev.jangada.client.jobs.BadPartitioner;
import dev.jangada.client.jobs.Misbehaving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** User code that does what it should not, in the child JVMs of a real worker. */
@Timeout(240)
@Tag("processes")
class MisbehaviourIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int ABOVE_A_SPLIT = 1_300_000;

    @TempDir
    private static Path directory;

    private static String masters = "";
    private static Jangada jangada = Jangada.connect("127.0.0.1:1");

    @BeforeAll
    static void start() {
        jangada.close();
        masters = TestConsole.startCluster(cluster(), 1, 1, 3);
        jangada = Jangada.connect(masters);
    }

    @AfterAll
    static void stop() {
        jangada.close();
        new TestConsole().run("cluster", "stop", "--dir", cluster().toString());
    }

    private static Path cluster() {
        return directory.resolve("cluster");
    }

    private static Path input(String name, String... lines) throws IOException {
        return Files.write(directory.resolve(name + ".txt"), List.of(lines));
    }

    private static Job job(Path input) {
        return Job.of(Misbehaving.class)
                .input(input)
                .output(directory.resolve(input.getFileName() + "-out"))
                .reducers(1);
    }

    private static JobHandle ended(Job job, JobState state) {
        JobHandle handle = jangada.submit(job);
        JobStatus end = handle.watch(status -> {}, LONG);
        assertThat(end.state()).as("%s", end.reason()).isEqualTo(state);
        return handle;
    }

    private static JobHandle failed(Job job) {
        JobHandle handle = ended(job, JobState.FAILED);
        assertThat(Path.of(handle.id() + "-out")).doesNotExist();
        return handle;
    }

    @Test
    @Tag("scenario:code-throws")
    void throwing() throws IOException {
        Path input = input("throws", "good", "!throw");
        JobHandle handle = failed(job(input).attempts(2));

        assertThat(handle.status().reason()).contains("throws.txt, byte offset 5", "no good");
        assertThat(handle.status().attempts().failed()).isEqualTo(2);
    }

    @Test
    @Tag("scenario:code-out-of-memory")
    void exhaustingTheHeap() throws IOException {
        JobHandle handle = failed(job(input("exhausts", "!exhaust")).attempts(1));

        assertThat(handle.status().reason()).contains("ran out of memory", "MiB");
    }

    @Test
    @Tag("scenario:code-stack-overflow")
    void overflowingTheStack() throws IOException {
        JobHandle handle = failed(job(input("overflows", "!overflow")).attempts(1));

        assertThat(handle.status().reason()).contains("StackOverflowError", "overflows.txt, byte offset 0");
    }

    @Test
    @Tag("scenario:code-exits")
    void exiting() throws IOException {
        JobHandle handle = failed(job(input("exits", "!exit")).attempts(1));

        assertThat(handle.status().reason()).contains("System.exit(3)", "Misbehaving");
    }

    @Test
    @Tag("scenario:code-prints-without-end")
    void printing() throws IOException {
        JobHandle handle = failed(job(input("prints", "!print")).attempts(1));

        TestConsole console = new TestConsole();
        assertThat(console.run("jobs", "watch", handle.id(), "--masters", masters))
                .isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).contains("line 99999 of very many");
        try (Stream<Path> logs = Files.walk(cluster().resolve("nodes/w1/logs/" + handle.id()))) {
            long bytes = logs.filter(Files::isRegularFile)
                    .mapToLong(log -> log.toFile().length())
                    .sum();
            assertThat(bytes).isLessThan(3 << 20);
        }
    }

    @Test
    @Tag("scenario:code-breaks-contract")
    void partitionerThatNamesAPartitionThatIsNotThere() throws IOException {
        JobHandle handle = failed(Job.of(BadPartitioner.class)
                .input(input("partitions", "four"))
                .output(directory.resolve("partitions-out"))
                .reducers(2)
                .attempts(1));

        assertThat(handle.status().reason()).contains("gave partition 4 for key 'four'", "from 0 to 1");
    }

    @Test
    @Tag("scenario:code-spawns-children")
    void spawnedProcessesEndWithTheirExecutor() throws IOException {
        Path notes = directory.resolve("pids");
        failed(job(input("spawns", "!spawn")).attempts(1).arg("notes", notes.toString()));

        for (String pid : Files.readString(notes).split(" ")) {
            await().atMost(LONG)
                    .until(() -> ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        }
    }

    /** Three files that are a task each, all of which run in one JVM when one of them ends it. */
    private static Path threeTasks(String name, String bad) throws IOException {
        Path files = Files.createDirectory(directory.resolve(name));
        String padding = "x".repeat(99) + "\n";
        String rest = padding.repeat(ABOVE_A_SPLIT / padding.length());
        Files.writeString(files.resolve("a"), "!wait\n" + rest);
        Files.writeString(files.resolve("b"), "good\n" + bad + "\n" + rest);
        Files.writeString(files.resolve("c"), "!wait\n" + rest);
        return files;
    }

    @Test
    @Tag("scenario:code-exits")
    void culpritThatHaltsIsFoundByRunningAlone() throws IOException {
        JobHandle handle = failed(job(threeTasks("halts", "!halt")).attempts(2).withoutBackups());

        assertThat(handle.status().reason()).contains("exit code 4");
        List<JobExplanation.Task> maps = handle.explain().tasks().stream()
                .filter(task -> task.stage() == dev.jangada.client.Stage.MAP)
                .toList();
        assertThat(maps)
                .filteredOn(task -> hasEnded(task, "FAILED"))
                .hasSize(1)
                .allSatisfy(culprit -> assertThat(culprit.attempts())
                        .extracting(JobExplanation.Attempt::state)
                        .containsExactly("LOST", "FAILED", "FAILED"));
        assertThat(handle.explain().history())
                .anySatisfy(event -> assertThat(event.text()).contains("each runs alone next"));
    }

    private static boolean hasEnded(JobExplanation.Task task, String state) {
        return task.attempts().stream().anyMatch(attempt -> attempt.state().equals(state));
    }

    @Test
    @Tag("scenario:input-poison-record")
    void recordThatEndsTheJvmIsSkippedAndCountedOnce() throws IOException {
        Path input = threeTasks("skips", "!halt");
        JobHandle handle = ended(job(input).skippableRecords(1).withoutBackups(), JobState.SUCCEEDED);

        assertThat(handle.status().counters()).containsEntry("jangada.records.skipped", 1L);
        Map<String, Long> counts = Outputs.counts(directory.resolve("skips-out"));
        assertThat(counts).containsEntry("good", 1L).containsEntry("!wait", 2L).doesNotContainKey("!halt");
        assertThat(handle.explain().findings())
                .anySatisfy(finding -> assertThat(finding).contains("1 record skipped", "skips/b, byte offset 5"));
    }

    @Test
    @Tag("scenario:input-poison-record")
    void recordsAtWhichUserCodeThrowsAreSkippedAsFarAsAllowed() throws IOException {
        Path input = input("poison", "one", "!throw", "two", "!throw", "three");
        JobHandle handle = ended(job(input).skippableRecords(2).attempts(2), JobState.SUCCEEDED);
        assertThat(handle.status().counters()).containsEntry("jangada.records.skipped", 2L);
        assertThat(Outputs.counts(directory.resolve("poison.txt-out"))).containsOnlyKeys("one", "two", "three");

        JobHandle tooMany =
                failed(job(input).output(directory.resolve("too-many")).skippableRecords(1));
        assertThat(tooMany.status().reason()).contains("may skip 1 records", "poison.txt, byte offset 15", "no good");
        assertThat(directory.resolve("too-many")).doesNotExist();
    }
}
