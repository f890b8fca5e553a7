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
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import dev.jangada.client.jobs.GatedReduce;
import dev.jangada.client.jobs.GatedWordCount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bits that flip on the disks of a real cluster. */
@Timeout(240)
@Tag("processes")
class DamageIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int TRAILER_BYTES = 24;

    @TempDir
    private static Path directory;

    private static Jangada jangada = Jangada.connect("127.0.0.1:1");

    @BeforeAll
    static void start() {
        jangada.close();
        jangada = Jangada.connect(TestConsole.startCluster(cluster(), 1, 2, 4));
    }

    @AfterAll
    static void stop() {
        jangada.close();
        TestConsole console = new TestConsole();
        assertThat(console.run("cluster", "stop", "--dir", cluster().toString()))
                .as(console.err())
                .isZero();
    }

    private static Path cluster() {
        return directory.resolve("cluster");
    }

    private static Path text(String name) throws IOException {
        Random random = new Random(17);
        StringBuilder text = new StringBuilder();
        while (text.length() < 4 * MEBIBYTE - 100_000) {
            text.append("word")
                    .append((int) Math.abs(random.nextGaussian() * 500))
                    .append(random.nextInt(8) == 0 ? '\n' : ' ');
        }
        return Files.writeString(directory.resolve(name), text.append("\n@gate\n"));
    }

    private static int committed(JobStatus status, Stage stage) {
        return status.stages().stream()
                .filter(progress -> progress.stage() == stage)
                .mapToInt(StageProgress::committed)
                .sum();
    }

    private static List<Path> files(Path below, String glob) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file ->
                            below.getFileSystem().getPathMatcher("glob:" + glob).matches(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static void flipBit(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int before = bytes.read();
            bytes.seek(at);
            bytes.write(before ^ 4);
        }
    }

    private static String told(JobHandle job) {
        JobExplanation explanation = job.explain();
        return Stream.concat(
                        explanation.findings().stream(),
                        explanation.history().stream().map(Object::toString))
                .collect(Collectors.joining("\n"));
    }

    /** The damages of one map output each: in its header, in a block and in its footer. */
    @Test
    @Tag("scenario:worker-bit-flip-map-output")
    void damagedMapOutputsAreFoundNamedAndMadeAgain() throws IOException {
        Path text = text("text.txt");
        Path gate = directory.resolve("gate");
        JobHandle job = jangada.submit(Job.of(GatedWordCount.class)
                .input(text)
                .output(directory.resolve("counts"))
                .reducers(3)
                .withoutBackups() // one output a map
                .arg("gate", gate.toString()));
        await().atMost(LONG).until(() -> committed(job.status(), Stage.MAP) == 3);
        List<Path> outputs = files(cluster().resolve("nodes"), "map-*.run").stream()
                .filter(file -> file.toString().contains(job.id()))
                .toList();
        assertThat(outputs).hasSize(3);
        flipBit(outputs.get(0), 2);
        flipBit(outputs.get(1), 200);
        flipBit(outputs.get(2), Files.size(outputs.get(2)) - TRAILER_BYTES - 20);
        Files.createFile(gate);

        JobStatus end = job.await(LONG);

        assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(Outputs.counts(directory.resolve("counts"))).isEqualTo(Outputs.countsOf(Files.readAllBytes(text)));
        String told = told(job);
        for (Path output : outputs) {
            String worker =
                    cluster().resolve("nodes").relativize(output).getName(0).toString();
            assertThat(told).contains("worker " + worker, output.getFileName().toString());
        }
        assertThat(committed(end, Stage.MAP)).isEqualTo(4);
        assertThat(end.attempts().started()).isGreaterThanOrEqualTo(1 + 4 + 3 + 3 + 1);
    }

    @Test
    void damagedArtifactIsFetchedAgain() throws IOException {
        Path text = Files.writeString(directory.resolve("short.txt"), "one two two\n");
        Path open = Files.createFile(directory.resolve("open"));
        Job count = Job.of(GatedWordCount.class).input(text).reducers(1).arg("gate", open.toString());
        jangada.run(count.output(directory.resolve("first")));
        List<Path> jars = files(cluster().resolve("nodes"), "*.jar").stream()
                .filter(file -> file.toString().contains("/artifacts/"))
                .toList();
        assertThat(jars).isNotEmpty();
        for (Path jar : jars) {
            flipBit(jar, Files.size(jar) / 2);
        }

        jangada.run(count.output(directory.resolve("second")));

        assertThat(Outputs.parts(directory.resolve("second"))).isEqualTo(Outputs.parts(directory.resolve("first")));
        assertThat(jars).anySatisfy(jar -> assertThat(jar).hasFileName(sha256(jar) + ".jar"));
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    @Tag("scenario:storage-bit-flip-part")
    void partThatIsDamagedBeforeItIsPublishedIsNotPublishedButNamed() throws IOException {
        Path text = text("text3.txt");
        Path gate = directory.resolve("gate3");
        Path output = directory.resolve("not-published");
        JobHandle job = jangada.submit(
                Job.of(GatedReduce.class).input(text).output(output).reducers(3).arg("gate", gate.toString()));
        await().atMost(LONG).until(() -> committed(job.status(), Stage.REDUCE) == 2);
        Path staged = files(directory, "part-r-*").stream()
                .filter(file -> file.toString().contains("not-published") && sizeOf(file) > 0)
                .findFirst()
                .orElseThrow();
        flipBit(staged, 10);
        Files.createFile(gate);

        JobStatus end = job.watch(status -> {}, LONG);

        assertThat(end.state()).isEqualTo(JobState.FAILED);
        String part = staged.getFileName().toString().replaceAll("[.]\\d+$", "");
        assertThat(end.reason()).contains(part, "is damaged", "run the job again");
        assertThat(output).doesNotExist();
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("scenario:storage-bit-flip-part")
    void verifyNamesADamagedPartOfAPublishedOutput() throws IOException {
        Path text = Files.writeString(directory.resolve("tiny.txt"), "one two two\n");
        Path open = Files.createFile(directory.resolve("open4"));
        Path output = directory.resolve("published");
        jangada.run(Job.of(GatedWordCount.class)
                .input(text)
                .output(output)
                .reducers(1)
                .arg("gate", open.toString()));
        TestConsole intact = new TestConsole();
        assertThat(intact.run("output", "verify", output.toString()))
                .as(intact.err())
                .isZero();
        assertThat(intact.out()).contains("1 parts, 2 records");

        flipBit(output.resolve("part-r-00000"), 1);
        TestConsole damaged = new TestConsole();
        assertThat(damaged.run("output", "verify", output.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(damaged.out()).contains("part-r-00000 is damaged");
        TestConsole json = new TestConsole();
        assertThat(json.run("output", "verify", output.toString(), "-o", "json"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(json.out()).contains("\"damages\"", "part-r-00000");
        TestConsole none = new TestConsole();
        assertThat(none.run("output", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(none.err()).contains("no output of a job", "_manifest.json");
    }
}
