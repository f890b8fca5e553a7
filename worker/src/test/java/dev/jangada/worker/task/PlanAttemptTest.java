package dev.jangada.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.TestJobs;
import dev.jangada.worker.artifact.ArtifactException;
import dev.jangada.worker.shuffle.RunFiles;
import dev.jangada.worker.shuffle.ShuffleChannels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanAttemptTest {

    /** Reads text, writes text. */
    public static final class Copy implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.readText().writeText();
        }
    }

    /** Cannot be described. */
    public static final class Broken implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            throw new IllegalStateException("never mind");
        }
    }

    /** Wants something of its constructor. */
    public static final class Demanding implements JobDefinition {
        private final String wish;

        public Demanding(String wish) {
            this.wish = wish;
        }

        @Override
        public void define(JobBuilder job) {
            throw new JobDefinitionException(wish);
        }
    }

    @TempDir
    private Path root;

    private final List<PlanChunk> chunks = new ArrayList<>();
    private ArtifactPaths artifacts = digests -> List.of();

    @BeforeEach
    void makeInput() throws IOException {
        Files.writeString(root.resolve("in.txt"), "one\ntwo\n");
    }

    private JobRequest.Builder copy() {
        return TestJobs.request(Copy.class, Map.of())
                .addInputs(InputPath.newBuilder()
                        .setPath(root.resolve("in.txt").toString())
                        .setDisplayName("in.txt"))
                .setOutput(root.resolve("out").toString());
    }

    private Outcome plan(JobRequest.Builder request) {
        WorkerToken self = WorkerToken.newBuilder().setWorker("w1").setEpoch(1).build();
        TaskSite site = new TaskSite(self, "here", root.resolve("w1"), 2, 1 << 20);
        JobDescription description = JobDescription.newBuilder()
                .setJob(TestJobs.JOB)
                .setClusterId("c1")
                .setRequest(request)
                .build();
        try (ShuffleChannels channels = new ShuffleChannels();
                JobRuntime job = new JobRuntime(
                        description, new JobRuntime.Surroundings(site, artifacts, new RunFiles(), channels))) {
            Assignment assignment =
                    Assignment.newBuilder().setAttempt(TestJobs.plan()).build();
            return new AttemptRunner(job, assignment, new AttemptControl(), new ChunkListener(chunks)).run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertPermanent(Outcome outcome, String... words) {
        assertThat(outcome.getFailed().getKind()).as("%s", outcome).isEqualTo(FailureKind.PERMANENT);
        assertThat(outcome.getFailed().getMessage()).contains(words);
    }

    private JobRequest.Builder fromJar(String className) {
        return copy().setDefinition(className).addArtifacts("some digest");
    }

    @Test
    void plansTheInputAndPreparesTheOutput() {
        Outcome outcome = plan(copy());

        Plan plan = outcome.getCommitted().getPlanned();
        assertThat(plan.getMaps()).as("%s", outcome).isEqualTo(1);
        assertThat(plan.getReduces()).isZero();
        assertThat(plan.getPublishes()).isTrue();
        assertThat(plan.getDeterministic()).isTrue();
        assertThat(plan.getInputFiles()).isEqualTo(1);
        assertThat(plan.getInputBytes()).isEqualTo(8);
        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).getSplitsCount()).isEqualTo(1);
    }

    @Test
    void splitsLeaveInChunksOfBoundedSizeInOrder() {
        Outcome outcome = plan(TestJobs.request(TestJobs.Digits.class, Map.of("tasks", "100000"))
                .setOutput(root.resolve("out").toString()));

        assertThat(outcome.getCommitted().getPlanned().getMaps()).isEqualTo(100_000);
        int next = 0;
        for (PlanChunk chunk : chunks) {
            assertThat(chunk.getFirstIndex()).isEqualTo(next);
            assertThat(chunk.getSplitsList().stream().mapToInt(ByteString::size).sum())
                    .isLessThanOrEqualTo(PlanAttempt.CHUNK_BYTES);
            next += chunk.getSplitsCount();
        }
        assertThat(next).isEqualTo(100_000);
        assertThat(chunks.size()).isGreaterThan(1);
    }

    @Test
    void reducersAreThoseAskedForOrChosen() {
        JobRequest.Builder digits = TestJobs.request(TestJobs.Digits.class, Map.of())
                .setOutput(root.resolve("out").toString());

        assertThat(plan(digits).getCommitted().getPlanned().getReduces()).isEqualTo(1);
        digits.setOptions(JobOptions.newBuilder().setReducers(7));
        assertThat(plan(digits).getCommitted().getPlanned().getReduces()).isEqualTo(7);
    }

    @Test
    void missingInputIsPermanentAndLeavesNoTraceAtTheOutput() throws IOException {
        Outcome outcome = plan(copy().clearInputs()
                .addInputs(InputPath.newBuilder()
                        .setPath(root.resolve("gone").toString())
                        .setDisplayName("gone")));

        assertPermanent(outcome, "gone", "does not exist");
        try (var files = Files.list(root)) {
            assertThat(files.map(path -> path.getFileName().toString())).doesNotContain("out", ".out.jangada-c1-job-1");
        }
    }

    @Test
    void existingOutputIsPermanentUnlessItIsToBeReplaced() throws IOException {
        Files.createDirectory(root.resolve("out"));
        Files.writeString(root.resolve("out/old"), "old");

        assertPermanent(plan(copy()), "out", "exists");
        JobRequest.Builder overwriting =
                copy().setOptions(JobOptions.newBuilder().setOverwrite(true));
        assertThat(plan(overwriting).hasCommitted()).isTrue();
    }

    @Test
    void outputThatHoldsTheInputIsPermanent() {
        assertPermanent(plan(copy().setOutput(root.toString())), "in.txt");
    }

    @Test
    void missingInputOrOutputArgumentSaysWhatToGive() {
        assertPermanent(plan(copy().clearOutput()), "--output DIR");
        assertPermanent(plan(copy().clearInputs()), "INPUT");
    }

    @Test
    void outputOfAJobThatDiscardsItIsPermanent() {
        JobRequest.Builder noop = TestJobs.request(TestJobs.Noop.class, Map.of());
        assertThat(plan(noop).hasCommitted()).isTrue();
        assertPermanent(plan(noop.setOutput(root.resolve("out").toString())), "discards its output", "--output");
        assertThat(root.resolve("out")).doesNotExist();
    }

    @Test
    void unknownBuiltInJobIsPermanent() {
        assertPermanent(plan(copy().setDefinition("builtin:nonsense")), "no built-in job 'nonsense'");
    }

    @Test
    void classThatIsNoJobIsPermanent() {
        assertPermanent(plan(copy().setDefinition(String.class.getName())), "does not implement JobDefinition");
    }

    @Test
    void classWithoutUsableConstructorIsPermanent() {
        assertPermanent(plan(copy().setDefinition(Demanding.class.getName())), "constructor without parameters");
    }

    @Test
    void definitionThatThrowsIsPermanent() {
        assertPermanent(plan(copy().setDefinition(Broken.class.getName())), "Broken", "never mind");
    }

    @Test
    void unknownArgumentIsPermanent() {
        JobRequest.Builder odd = TestJobs.request(Copy.class, Map.of("colour", "red"))
                .addAllInputs(copy().getInputsList())
                .setOutput(copy().getOutput());
        assertPermanent(plan(odd), "'colour'");
    }

    @Test
    void classFromAJarIsLoadedAndAMissingOneNamed() throws IOException {
        Path jar = JobJar.of(
                root.resolve("user"),
                "acme.Upper",
                "package acme; public class Upper implements dev.jangada.api.JobDefinition {"
                        + " public void define(dev.jangada.api.JobBuilder job) { job.readText().writeText(); } }");
        artifacts = digests -> List.of(jar);

        assertThat(plan(fromJar("acme.Upper")).hasCommitted()).isTrue();
        assertPermanent(plan(fromJar("acme.Lower")), "class acme.Lower is not in the job's jar");
        Path newer = JobJar.compiledFor(root.resolve("user"), 99);
        artifacts = digests -> List.of(newer);
        assertPermanent(
                plan(fromJar("acme.Upper")),
                "class acme.Upper is compiled for Java 99, this worker runs "
                        + Runtime.version().feature(),
                "compile with --release");
    }

    @Test
    void artifactThatCannotBeFetchedMayComeLater() {
        artifacts = digests -> {
            throw new ArtifactException("the job's artifact cannot be fetched", null);
        };

        assertThat(plan(fromJar("acme.Upper")).getFailed().getKind()).isEqualTo(FailureKind.ENVIRONMENT);
    }

    /** Keeps the chunks. */
    private record ChunkListener(List<PlanChunk> chunks) implements AttemptListener {
        @Override
        public void started(AttemptRef attempt) {
            // not looked at
        }

        @Override
        public void progress(AttemptRef attempt, double fraction) {
            // not looked at
        }

        @Override
        public void alive(AttemptRef attempt) {
            // not looked at
        }

        @Override
        public void planned(PlanChunk chunk) {
            chunks.add(chunk);
        }

        @Override
        public void lost(LostOutput lost) {
            // not looked at
        }

        @Override
        public void finished(Outcome outcome) {
            // not looked at
        }
    }
}
