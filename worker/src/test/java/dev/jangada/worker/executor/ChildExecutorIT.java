package dev.jangada.worker.executor;

import static dev.jangada.worker.TestJobs.assignMap;
import static dev.jangada.worker.TestJobs.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptFailure;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.TestJobs;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.shuffle.RunFiles;
import dev.jangada.worker.shuffle.ShuffleChannels;
import dev.jangada.worker.task.JobRuntime;
import dev.jangada.worker.task.TaskSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("processes")
class ChildExecutorIT {

    static final long HEAP = 64L << 20;

    @TempDir
    private Path directory;

    private final RecordingListener listener = new RecordingListener();
    private ChildExecutor executor = executor(Path.of("."), listener);

    private static ChildExecutor executor(Path directory, RecordingListener listener) {
        return executor(directory, listener, ChildLaunch.likeThisProcess(HEAP, List.of()));
    }

    private static ChildExecutor executor(Path directory, RecordingListener listener, ChildLaunch launch) {
        return executor(directory, listener, launch, ChildExecutor.Idleness.usual(0));
    }

    private void keepIdle(int most, Duration time) {
        executor.close();
        ChildLaunch launch = ChildLaunch.likeThisProcess(HEAP, List.of());
        executor = executor(directory, listener, launch, new ChildExecutor.Idleness(most, time, 0));
    }

    static ChildExecutor executor(
            Path directory, RecordingListener listener, ChildLaunch launch, ChildExecutor.Idleness idleness) {
        WorkerToken self = WorkerToken.newBuilder().setWorker("w1").setEpoch(1).build();
        TaskSite site = new TaskSite(self, "here", directory, 2, 4 << 20);
        return new ChildExecutor(
                new JobRuntime.Surroundings(site, digests -> List.of(), new RunFiles(), new ShuffleChannels()),
                launch,
                idleness,
                listener);
    }

    @BeforeEach
    void makeExecutor() {
        executor = executor(directory, listener);
    }

    @AfterEach
    void closeExecutor() {
        executor.close();
    }

    private void describe(String what) {
        executor.describe(TestJobs.describe(TestJobs.request(TestJobs.Misbehaving.class, Map.of("what", what)), 8, 0));
    }

    private AttemptFailure failureOf(int map) {
        Outcome outcome = listener.awaitOutcome(map(map));
        assertThat(outcome.getOutcomeCase()).as("%s", outcome).isEqualTo(Outcome.OutcomeCase.FAILED);
        return outcome.getFailed();
    }

    private Path log(AttemptRef attempt) {
        return new TaskSite(WorkerToken.getDefaultInstance(), "", directory, 1, 1)
                .logs()
                .attempt(attempt);
    }

    static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }

    /** A worker of its own, which starts a child and waits to be killed. */
    static final class Parent {
        public static void main(String[] args) throws InterruptedException {
            RecordingListener listener = new RecordingListener();
            ChildExecutor executor = executor(Path.of(args[0]), listener);
            executor.describe(
                    TestJobs.describe(TestJobs.request(TestJobs.Misbehaving.class, Map.of("what", "wait")), 8, 0));
            executor.start(assignMap(1));
            listener.awaitStarted(map(1));
            System.out.println(children().get(0).pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void orphanEnds() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long pid = Long.parseLong(parent.inputReader().readLine());
        ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
        parent.destroyForcibly().waitFor();

        await().until(() -> !orphan.isAlive());
    }

    @Test
    void warningsOfTheJvmDoNotGetBetweenTheFrames() {
        // More for the young generation than the heap holds: every JVM warns of it on stdout.
        executor = executor(directory, listener, ChildLaunch.likeThisProcess(HEAP, List.of("-XX:NewSize=1g")));
        describe("behave");
        executor.start(assignMap(0));

        assertThat(listener.awaitOutcome(map(0)).hasCommitted()).isTrue();
    }

    @Test
    void attemptsShareOneChild() {
        describe("behave");
        executor.start(assignMap(0));
        executor.start(assignMap(1));

        assertThat(listener.awaitOutcome(map(0)).hasCommitted()).isTrue();
        assertThat(listener.awaitOutcome(map(1)).hasCommitted()).isTrue();
        assertThat(children()).hasSize(1);
    }

    @Test
    @Tag("scenario:code-throws")
    void exceptionOfUserCodeComesWithItsPlaceAndTheLog() {
        describe("throw");
        executor.start(assignMap(5));

        AttemptFailure failure = failureOf(5);
        assertThat(failure.getKind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure.getMessage()).contains("no good");
        assertThat(failure.getLogTail())
                .contains("about to throw in 5")
                .contains("IllegalStateException: no good")
                .contains("TestJobs.java");
        assertThat(children()).hasSize(1);
    }

    @Test
    @Tag("scenario:code-exits")
    void exitIsNamedWithItsCallerAndTheNextAttemptGetsAnotherChild() {
        describe("exit");
        executor.start(assignMap(1));

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        assertThat(failure.getMessage())
                .contains("user code of the attempt called System.exit(3)")
                .contains("TestJobs");
        assertThat(failure.getLogTail()).contains("about to exit in 1");
        executor.start(assignMap(2));
        assertThat(failureOf(2).getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
    }

    @Test
    void othersGoBackWhenTheCulpritIsKnown() {
        describe("exit-among-others");
        executor.start(assignMap(0));
        listener.awaitStarted(map(0));
        executor.start(assignMap(1));

        assertThat(failureOf(1).getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        Outcome other = listener.awaitOutcome(map(0));
        assertThat(other.getReleased()).contains("attempt job-1/map/1/0", "System.exit(3)");
    }

    /** Two slots: one attempt waits, one ends the child, and the third has not begun. */
    @Test
    void thoseThatRanAreSuspectsWhenNobodyKnowsTheCulprit() {
        describe("halt-among-others");
        for (int i = 0; i < 3; i++) {
            executor.start(assignMap(i));
        }

        for (int i = 0; i < 2; i++) {
            AttemptFailure failure = failureOf(i);
            assertThat(failure.getKind()).isEqualTo(FailureKind.EXECUTOR_LOST);
            assertThat(failure.getMessage()).contains("exit code 4", "2 attempts ran in it", "alone next");
            assertThat(failure.getLogTail()).contains("about to halt-among-others in " + i);
        }
        assertThat(listener.awaitOutcome(map(2)).hasReleased()).isTrue();
    }

    private static Assignment alone(int index) {
        return assignMap(index).toBuilder().setAlone(true).build();
    }

    @Test
    void suspectThatRunsAloneIsTheCulpritAndHarmsNobody() {
        describe("halt-among-others");
        executor.start(assignMap(0));
        listener.awaitStarted(map(0));
        executor.start(alone(1));

        assertThat(failureOf(1).getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        assertThat(listener.outcomes).containsOnlyKeys(map(1));
        await().until(() -> children().size() == 1);
    }

    @Test
    void suspectThatIsInnocentCommitsAloneAndItsChildEnds() {
        describe("behave");
        executor.start(alone(1));

        assertThat(listener.awaitOutcome(map(1)).hasCommitted()).isTrue();
        await().until(() -> children().isEmpty());
    }

    @Test
    void suspectCanBeStopped() throws Exception {
        describe("halt-among-others");
        executor.start(alone(0));
        executor.start(alone(2));
        listener.awaitStarted(map(0));
        executor.stop(map(0));

        assertThat(listener.awaitOutcome(map(0)).hasReleased()).isTrue();
        executor.closeJob(TestJobs.JOB).get(10, TimeUnit.SECONDS);
        assertThat(listener.awaitOutcome(map(2)).hasReleased()).isTrue();
        await().until(() -> children().isEmpty());
    }

    private void describeSkipping(String what) {
        executor.describe(TestJobs.describe(
                TestJobs.request(TestJobs.Misbehaving.class, Map.of("what", what))
                        .setOptions(JobOptions.newBuilder().setSkippableRecords(3)),
                8,
                0));
    }

    @Test
    void recordAtWhichTheJvmEndedIsKnown() {
        describeSkipping("halt");
        executor.start(assignMap(5));

        AttemptFailure failure = failureOf(5);
        assertThat(failure.getRecord().getPosition()).isZero();
        assertThat(failure.getRecord().getWhere()).isEqualTo("record 5 of the generated source");
    }

    @Test
    void recordAtWhichUserCodeThrewIsKnown() {
        describeSkipping("throw");
        executor.start(assignMap(5));

        assertThat(failureOf(5).getRecord().getWhere()).isEqualTo("record 5 of the generated source");
    }

    @Test
    void recordThatIsToBeSkippedIsNotGivenToUserCode() {
        describeSkipping("halt");
        executor.start(assignMap(5).toBuilder().addSkip(0).build());

        Outcome outcome = listener.awaitOutcome(map(5));
        assertThat(outcome.hasCommitted()).as("%s", outcome).isTrue();
        assertThat(outcome.getCommitted().getCountersMap()).containsEntry("jangada.records.skipped", 1L);
        assertThat(directory.resolve("epochs/1/" + TestJobs.JOB + "/marks")).isEmptyDirectory();
    }

    @Test
    @Tag("scenario:code-exits")
    void haltIsNoticedByItsExitCode() {
        describe("halt");
        executor.start(assignMap(1));

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        assertThat(failure.getMessage()).contains("exit code 4");
        assertThat(failure.getLogTail()).contains("about to halt in 1");
    }

    @Test
    @Tag("scenario:code-out-of-memory")
    void exhaustedHeapEndsTheChildAndNamesTheAttempt() {
        describe("exhaust");
        executor.start(assignMap(1));

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        assertThat(failure.getMessage()).contains("ran out of memory").contains("64 MiB");
        assertThat(failure.getLogTail()).contains("about to exhaust in 1");
    }

    @Test
    @Tag("scenario:code-stack-overflow")
    void exhaustedStackFailsOnlyItsAttempt() {
        describe("overflow");
        executor.start(assignMap(1));

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getKind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure.getMessage()).contains("StackOverflowError");
        assertThat(failure.getLogTail()).contains("about to overflow in 1");
    }

    @Test
    void killedChildIsToldWithItsSignal() {
        describe("wait");
        executor.start(assignMap(1));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(Files.readString(log(map(1)))).contains("about to wait in 1"));
        children().forEach(ProcessHandle::destroyForcibly);

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        assertThat(failure.getMessage()).contains("SIGKILL");
        assertThat(failure.getLogTail()).contains("about to wait in 1");
    }

    @Test
    void strayOutputIsShownAndNobodyElseIsBlamed() {
        describe("shout");
        executor.start(assignMap(1));

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getKind()).isEqualTo(FailureKind.EXECUTOR_DIED);
        assertThat(failure.getMessage())
                .contains("not a message: \"native code was here.\"")
                .doesNotContain("SIGKILL");
    }

    @Test
    @Tag("scenario:code-prints-without-end")
    void endlessPrintingIsBoundedAndItsEndIsKept() throws Exception {
        describe("print");
        executor.start(assignMap(1));

        AttemptFailure failure = failureOf(1);
        assertThat(failure.getLogTail()).contains("line 299999").contains("printed enough");
        assertThat(failure.getLogTail().length()).isLessThanOrEqualTo(Outcomes.LOG_TAIL_LENGTH);
        assertThat(log(map(1)).toFile().length()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void waitingAttemptStopsByInterruptAndTheChildStays() {
        describe("wait");
        executor.start(assignMap(1));
        listener.awaitStarted(map(1));
        executor.stop(map(1));

        assertThat(listener.awaitOutcome(map(1)).hasReleased()).isTrue();
        assertThat(children()).hasSize(1);
    }

    @Test
    @Tag("scenario:code-loops")
    void loopingAttemptIsStoppedWithinTheGrace() {
        describe("loop");
        executor.start(assignMap(0));
        listener.awaitStarted(map(0));
        executor.stop(map(0));

        await().atMost(Duration.ofMillis(Executor.STOP_GRACE_MILLIS + 3_000))
                .until(() -> listener.outcomes.containsKey(map(0)));
        assertThat(listener.awaitOutcome(map(0)).hasReleased()).isTrue();
    }

    @Test
    @Tag("scenario:code-loops")
    void attemptThatEmitsGivesSignsOfLifeAndOneThatHangsGivesNone() {
        String output = directory.resolve("out").toString();
        executor.describe(TestJobs.describe(
                TestJobs.request(TestJobs.Endless.class, Map.of()).setOutput(output), 2, 1));
        executor.start(assignMap(0));
        executor.start(assignMap(1));
        await().atMost(Duration.ofMinutes(1)).until(() -> listener.signs.getOrDefault(map(1), 0) >= 6);
        // For what came before the user code.
        int ofTheHangingOne = listener.signs.getOrDefault(map(0), 0);
        await().atMost(Duration.ofMinutes(1)).until(() -> listener.signs.getOrDefault(map(1), 0) >= 12);

        assertThat(listener.signs.getOrDefault(map(0), 0)).isEqualTo(ofTheHangingOne);
    }

    @Test
    void closedJobLeavesNoChild() throws Exception {
        describe("loop");
        executor.start(assignMap(0));
        listener.awaitStarted(map(0));
        executor.closeJob(TestJobs.JOB).get(10, TimeUnit.SECONDS);

        await().until(() -> children().isEmpty());
        assertThat(listener.awaitOutcome(map(0)).hasReleased()).isTrue();
    }

    static Assignment assign(String job) {
        Assignment first = assignMap(0);
        return first.toBuilder()
                .setAttempt(first.getAttempt().toBuilder().setJob(job))
                .build();
    }

    private void runOneMapOf(String job) {
        executor.describe(
                TestJobs.describe(TestJobs.request(TestJobs.Misbehaving.class, Map.of("what", "behave")), 8, 0)
                        .toBuilder()
                        .setJob(job)
                        .build());
        executor.start(assign(job));
        assertThat(listener.awaitOutcome(assign(job).getAttempt()).hasCommitted())
                .isTrue();
    }

    @Test
    void idleChildEndsAfterAWhileAndTheNextAttemptGetsAnother() throws Exception {
        keepIdle(4, Duration.ofMillis(100));
        describe("behave");
        executor.start(assignMap(0));
        assertThat(listener.awaitOutcome(map(0)).hasCommitted()).isTrue();
        await().until(() -> children().isEmpty());

        executor.start(assignMap(1));
        assertThat(listener.awaitOutcome(map(1)).hasCommitted()).isTrue();
        executor.closeJob(TestJobs.JOB).get(10, TimeUnit.SECONDS);
        assertThat(listener.outcomes).hasSize(2);
    }

    @Test
    void childWithAnAttemptIsNotIdle() {
        keepIdle(4, Duration.ofMillis(1));
        describe("loop");
        executor.start(assignMap(0));
        listener.awaitStarted(map(0));
        executor.start(assignMap(1));
        assertThat(listener.awaitOutcome(map(1)).hasCommitted()).isTrue();
        executor.start(assignMap(2));
        assertThat(listener.awaitOutcome(map(2)).hasCommitted()).isTrue();

        assertThat(children()).hasSize(1);
        assertThat(listener.outcomes).doesNotContainKey(map(0));
    }

    @Test
    void ofTooManyIdleChildrenTheOneThatWasIdleLongestEnds() throws Exception {
        keepIdle(1, Duration.ofMinutes(10));
        runOneMapOf("job-1");
        List<ProcessHandle> first = children();
        assertThat(first).hasSize(1);
        runOneMapOf("job-2");
        await().until(() -> children().size() == 1);

        assertThat(children()).doesNotContainAnyElementsOf(first);
        executor.closeJob("job-1").get(10, TimeUnit.SECONDS);
        executor.closeJob("job-2").get(10, TimeUnit.SECONDS);
        executor.close();
        await().until(() -> children().isEmpty());
    }
}
