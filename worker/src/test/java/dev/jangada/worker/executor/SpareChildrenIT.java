package dev.jangada.worker.executor;

import static dev.jangada.worker.TestJobs.assignMap;
import static dev.jangada.worker.TestJobs.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.worker.TestJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Child JVMs that are there before a job, and that serve another one after it. */
class SpareChildrenIT {
    @TempDir
    private Path directory;

    private final RecordingListener listener = new RecordingListener();
    private ChildExecutor executor = start(Path.of("."), ChildExecutor.Idleness.usual(0));

    private ChildExecutor start(Path at, ChildExecutor.Idleness idleness) {
        ChildLaunch launch = ChildLaunch.likeThisProcess(ChildExecutorIT.HEAP, List.of());
        return ChildExecutorIT.executor(at, listener, launch, idleness);
    }

    private void restart(ChildExecutor.Idleness idleness) {
        executor.close();
        executor = start(directory, idleness);
    }

    @BeforeEach
    void makeExecutor() {
        restart(ChildExecutor.Idleness.usual(0));
    }

    @AfterEach
    void closeExecutor() {
        executor.close();
    }

    private static JobDescription misbehaving(String job, String what) {
        return TestJobs.describe(TestJobs.request(TestJobs.Misbehaving.class, Map.of("what", what)), 8, 0).toBuilder()
                .setJob(job)
                .build();
    }

    private void keepSpare() {
        restart(ChildExecutor.Idleness.usual(1));
    }

    @Test
    void aSpareIsThereBeforeTheJobAndTakesIt() {
        keepSpare();
        await().until(() -> ChildExecutorIT.children().size() == 1);
        ProcessHandle spare = ChildExecutorIT.children().get(0);
        executor.describe(misbehaving(TestJobs.JOB, "behave"));
        executor.start(assignMap(0));

        assertThat(listener.awaitOutcome(map(0)).hasCommitted()).isTrue();
        assertThat(spare.isAlive()).isTrue();
        await().until(() -> ChildExecutorIT.children().size() == 2); // the next spare
        assertThat(ChildExecutorIT.children()).contains(spare);
        assertThat(directory.resolve("logs").resolve(map(0).getJob()).resolve("executor-1.log"))
                .exists();
    }

    @Test
    void aSpareThatHasDiedIsNotTaken() {
        keepSpare();
        await().until(() -> ChildExecutorIT.children().size() == 1);
        ProcessHandle spare = ChildExecutorIT.children().get(0);
        spare.destroyForcibly();
        await().until(() -> !spare.isAlive());
        executor.describe(misbehaving(TestJobs.JOB, "behave"));
        executor.start(assignMap(0));

        assertThat(listener.awaitOutcome(map(0)).hasCommitted()).isTrue();
    }

    @Test
    void whatASpareWritesWhileItWarmsUpIsRemoved() {
        keepSpare();
        Path warmth = directory.resolve("warm").resolve("1");
        await().until(() -> Files.exists(warmth));
        await().atMost(Duration.ofMinutes(1)).until(() -> !Files.exists(warmth));
    }

    private ProcessHandle childOfJob(String job, String what) throws Exception {
        executor.describe(
                TestJobs.describe(TestJobs.request(TestJobs.Misbehaving.class, Map.of("what", what)), 8, 0).toBuilder()
                        .setJob(job)
                        .build());
        executor.start(ChildExecutorIT.assign(job));
        AttemptRef attempt = ChildExecutorIT.assign(job).getAttempt();
        assertThat(listener.awaitOutcome(attempt).hasCommitted()).isTrue();
        ProcessHandle child =
                ChildExecutorIT.children().get(ChildExecutorIT.children().size() - 1);
        executor.closeJob(job).get(10, TimeUnit.SECONDS);
        return child;
    }

    @Test
    void theChildOfAJobThatLeftNothingServesTheNextOneWithTheSameJars() throws Exception {
        ProcessHandle first = childOfJob("job-1", "behave");
        ProcessHandle second = childOfJob("job-2", "behave");

        assertThat(second).isEqualTo(first);
        assertThat(directory.resolve("logs").resolve("job-2").resolve("executor-2.log"))
                .exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave-a-thread", "leave-a-property"})
    void theChildOfAJobThatLeftSomethingEnds(String what) throws Exception {
        ProcessHandle first = childOfJob("job-1", what);
        await().until(() -> !first.isAlive());
        ProcessHandle second = childOfJob("job-2", "behave");

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void aUsedChildThatNobodyWantsEnds() throws Exception {
        restart(new ChildExecutor.Idleness(4, Duration.ofSeconds(2), 0)); // more than a look at it takes
        ProcessHandle first = childOfJob("job-1", "behave");
        await().until(() -> !first.isAlive());
        childOfJob("job-2", "behave");
    }

    /** An answer that comes at once was lost when the child still belonged to nobody. */
    @Test
    void manyJobsInOneChildAllGetTheirAnswers() throws Exception {
        ProcessHandle first = childOfJob("job-1", "behave");
        for (int i = 2; i <= 60; i++) {
            assertThat(childOfJob("job-" + i, "behave")).isEqualTo(first);
        }
    }
}
