package dev.jangada.worker;

import static dev.jangada.worker.TestJobs.assignMap;
import static dev.jangada.worker.TestJobs.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.worker.session.WorkerRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionIT {

    @TempDir
    private Path directory;

    private @Nullable Worker worker;

    private void start(String... masters) throws WorkerStartException {
        worker = Worker.start(configuration(masters));
    }

    private WorkerConfiguration configuration(String... masters) {
        return WorkerConfiguration.of("w1", List.of(masters), directory.resolve("w1"))
                .inProcess(2);
    }

    @AfterEach
    void stop() {
        if (worker != null) {
            worker.close();
        }
    }

    private static void awaitWorker(FakeLeader leader) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> leader.hasWorker("w1"));
    }

    /** Waits until the worker keeps what the Welcome told it: that the leader sent one does not say so. */
    private void awaitMarker() {
        Path marker = directory.resolve("w1/worker.marker");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(Files.readString(marker)).contains("cluster=c1"));
    }

    private static Directive.Builder work(Class<?> definition, Map<String, String> arguments) {
        return Directive.newBuilder().addJobs(TestJobs.describe(TestJobs.request(definition, arguments), 8, 0));
    }

    @Test
    void followsTheRedirectToTheLeader() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m2", 1);
                FakeLeader follower = FakeLeader.following("m1").redirectsTo(leader.address())) {
            start(follower.address());
            awaitWorker(leader);

            assertThat(follower.hellos()).hasSize(1);
            awaitMarker();
        }
    }

    @Test
    void keepsAskingUntilThereIsALeader() throws Exception {
        try (FakeLeader late = FakeLeader.following("m1")) {
            start(late.address());
            await().until(() -> late.hellos().size() >= 3);
            late.leads(1);
            awaitWorker(late);
        }
    }

    @Test
    void leavesAMasterThatDoesNotAnswer() throws Exception {
        try (FakeLeader mute = FakeLeader.following("m1").mood(FakeLeader.Mood.SAYS_NOTHING);
                FakeLeader leader = FakeLeader.leading("m2", 1)) {
            start(mute.address(), leader.address());
            awaitWorker(leader);
        }
    }

    @Test
    void runsWhatItIsGivenAndReportsIt() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m1", 1)) {
            start(leader.address());
            awaitWorker(leader);
            leader.send(
                    "w1",
                    work(TestJobs.Noop.class, Map.of())
                            .addAssign(assignMap(0))
                            .addAssign(assignMap(1))
                            .build());

            await().until(() -> leader.outcomes().size() == 2);
            assertThat(leader.outcomes()).allMatch(Outcome::hasCommitted);
            leader.send("w1", Directive.newBuilder().addForgetJobs(TestJobs.JOB).build());
            Path job = directory.resolve("w1/epochs/1/" + TestJobs.JOB);
            await().until(() -> !Files.exists(job));
        }
    }

    @Test
    void outcomeThatWasNotSettledIsToldToTheNextLeaderAndNotToTheOneAfter() throws Exception {
        FakeLeader second = FakeLeader.following("m2");
        FakeLeader third = FakeLeader.following("m3");
        try (FakeLeader first = FakeLeader.leading("m1", 1)) {
            start(first.address(), second.address(), third.address());
            awaitWorker(first);
            first.send(
                    "w1",
                    work(TestJobs.Noop.class, Map.of()).addAssign(assignMap(0)).build());
            await().until(() -> first.outcomes().size() == 1);
        }
        second.leads(2);
        awaitWorker(second);
        await().until(() -> !second.outcomes().isEmpty());
        Hello hello = second.hellos().get(second.hellos().size() - 1);
        assertThat(hello.getEpoch()).isEqualTo(1);
        assertThat(hello.getHeldList()).containsExactly(map(0));
        assertThat(hello.getKnownJobsList()).hasSize(1);
        second.send("w1", Directive.newBuilder().addSettled(map(0)).build());
        int told = second.reports().size();
        await().until(() -> second.reports().size() > told + 1);
        second.close();
        third.leads(3);
        awaitWorker(third);
        await().until(() -> third.reports().size() > 1);
        assertThat(third.outcomes()).isEmpty();
        third.close();
    }

    @Test
    void fencedWorkerDeletesAllAndJoinsWithTheNextEpoch() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m1", 1)) {
            start(leader.address());
            awaitWorker(leader);
            leader.send(
                    "w1",
                    work(TestJobs.Digits.class, Map.of())
                            .addAssign(assignMap(0))
                            .build());
            await().until(() -> leader.outcomes().size() == 1);
            leader.givesEpoch(2);
            leader.send("w1", Directive.newBuilder().setFenced(true).build());

            await().until(() -> leader.hellos().size() == 2);
            assertThat(leader.hellos().get(1).getEpoch()).isZero();
            assertThat(leader.hellos().get(1).getHeldList()).isEmpty();
            await().until(() -> !Files.exists(directory.resolve("w1/epochs/1")));
        }
    }

    @Test
    void leaderOfALowerTermIsLeft() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m1", 5)) {
            start(leader.address());
            awaitWorker(leader);
            leader.leads(4);
            leader.send(
                    "w1",
                    work(TestJobs.Noop.class, Map.of()).addAssign(assignMap(0)).build());

            await().until(() -> leader.hellos().size() >= 2);
            assertThat(leader.hellos().get(1).getLastTerm()).isEqualTo(5);
            assertThat(leader.outcomes()).isEmpty();
        }
    }

    @Test
    void wrongClusterEndsTheWorkerWithASentence() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m1", 1)) {
            start(leader.address());
            awaitMarker();
        }
        stop();
        try (FakeLeader other = FakeLeader.leading("x1", 1).cluster("c2")) {
            Worker misled = Worker.start(configuration(other.address()));
            assertThatThrownBy(misled::awaitTermination)
                    .isInstanceOf(WorkerRefusedException.class)
                    .hasMessageContaining("cluster c2")
                    .hasMessageContaining("new directory");
        }
    }

    @Test
    @Tag("scenario:worker-two-with-one-id")
    void supersededWorkerEnds() throws Exception {
        try (FakeLeader leader =
                FakeLeader.leading("m1", 1).refusesWith(ErrorCode.SUPERSEDED, "incarnation i2 runs since term 3")) {
            start(leader.address());
            assertThatThrownBy(() -> {
                        if (worker != null) {
                            worker.awaitTermination();
                        }
                    })
                    .isInstanceOf(WorkerRefusedException.class)
                    .hasMessageContaining("Another process runs as worker w1");
        }
    }

    @Test
    void drainingWorkerLeavesWhenItIsIdleAndTheLeaderKnows() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m1", 1)) {
            Worker drained = Worker.start(configuration(leader.address()));
            await().until(() -> !leader.reports().isEmpty());
            drained.drain();
            drained.awaitTermination();

            assertThat(leader.reports()).anyMatch(report -> report.getDraining());
        }
    }

    @Test
    void drainingWorkerGivesBackWhatTakesTooLong() throws Exception {
        try (FakeLeader leader = FakeLeader.leading("m1", 1)) {
            leader.onReport((from, report) -> {
                Directive.Builder settle = Directive.newBuilder();
                report.getOutcomesList().forEach(outcome -> settle.addSettled(outcome.getAttempt()));
                if (settle.getSettledCount() > 0) {
                    leader.send(from, settle.addForgetJobs(TestJobs.JOB).build());
                }
            });
            Worker drained = Worker.start(configuration(leader.address()).drainGrace(Duration.ofMillis(100)));
            awaitWorker(leader);
            leader.send(
                    "w1",
                    work(TestJobs.Misbehaving.class, Map.of("what", "wait"))
                            .addAssign(assignMap(0))
                            .build());
            await().until(() -> leader.reports().stream().anyMatch(report -> report.getStartedCount() > 0));
            drained.drain();
            drained.awaitTermination();

            assertThat(leader.outcomes()).hasSize(1).allMatch(Outcome::hasReleased);
        }
    }

    @Test
    void directoryInUseOrOfAnotherWorkerIsRefused() throws Exception {
        start("127.0.0.1:1");

        assertThatThrownBy(() -> Worker.start(configuration("127.0.0.1:1")))
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("in use by another worker process");
        stop();
        assertThatThrownBy(() ->
                        Worker.start(WorkerConfiguration.of("w2", List.of("127.0.0.1:1"), directory.resolve("w1"))))
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("belongs to worker w1");
        Files.writeString(directory.resolve("precious.txt"), "data");
        assertThatThrownBy(() -> Worker.start(WorkerConfiguration.of("w3", List.of("127.0.0.1:1"), directory)))
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void allProblemsOfTheConfigurationAreToldAtOnce() {
        WorkerConfiguration wrong = new WorkerConfiguration(
                "a b",
                List.of("nowhere"),
                directory,
                0,
                "0.0.0.0",
                70_000,
                "",
                false,
                1,
                ExecutorKind.IN_PROCESS,
                List.of(),
                Duration.ZERO,
                "",
                -1);

        assertThatThrownBy(() -> Worker.start(wrong))
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("'a b'")
                .hasMessageContaining("'nowhere'")
                .hasMessageContaining("slots")
                .hasMessageContaining("0 to 100 spare executors, not -1")
                .hasMessageContaining("70000")
                .hasMessageContaining("--allow-plaintext-beyond-loopback");
    }
}
