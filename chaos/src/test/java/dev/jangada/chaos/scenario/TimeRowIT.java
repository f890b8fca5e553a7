package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jangada.chaos.cluster.FakeClock;
import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wall clocks that jump by an hour while a job runs, forth and back. */
@Tag("processes")
class TimeRowIT {
    private static final String WORKER = "w1";
    private static final List<Duration> JUMPS = List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO);
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);

    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(1, 1).slots(6).inProcess();

    private static final MadeRuns RUNS = new MadeRuns(cluster);

    @BeforeAll
    static void runUndisturbed() {
        RUNS.undisturbed();
    }

    private static FakeClock clock(String name) {
        assumeTrue(
                FakeClock.obstacle().isEmpty(),
                "SKIPPED: libfaketime is not installed (apt-get install libfaketime), so no clock can jump");
        return FakeClock.in(cluster.data().resolve(name + ".clock")).orElseThrow();
    }

    /** A clock that goes wrong would let the next sign of life come an hour late, and the lease be over before. */
    private static void awaitSignsOfLife() {
        for (int sign = 1; sign <= 2; sign++) {
            cluster.awaitThat(
                    "the leader has not heard of it for a moment",
                    () -> lastHeard().compareTo(SIGN_OF_LIFE) > 0);
            cluster.awaitThat("the leader hears of it", () -> lastHeard().compareTo(SIGN_OF_LIFE) < 0);
        }
    }

    private static Duration lastHeard() {
        return RUNS.worker(WORKER).lastHeard();
    }

    private static void assertNothingRanAgain(String name, JobHandle job) {
        JobStatus end = RUNS.awaitSame(name, job);
        assertThat(end.attempts().started()).isEqualTo(RUNS.attemptsUndisturbed());
        assertThat(end.attempts().lost() + end.attempts().failed()).isZero();
    }

    @Test
    @Tag("scenario:time-worker")
    void workerWhoseClockJumpsKeepsItsLeaseAndItsWork() {
        FakeClock clock = clock("worker");
        cluster.cluster().startSpecially(WORKER, clock::on);
        long before = RUNS.worker(WORKER).epoch();
        cluster.restart(WORKER);
        // the leader may not have noticed yet that the one before is dead
        cluster.awaitThat(
                "another process is that worker", () -> RUNS.worker(WORKER).epoch() > before);
        cluster.awaitWhole();
        long epoch = RUNS.worker(WORKER).epoch();
        Path noted = cluster.data().resolve("worker.time");
        JobHandle job = cluster.submit(RUNS.gatedJob("worker").arg("clock", noted.toString()));
        RUNS.awaitOnlyGated(job);
        for (Duration offset : JUMPS) {
            clock.set(offset);
            cluster.awaitThat("its clock is off by " + offset, () -> Clock.isOff(noted, offset));
            awaitSignsOfLife();
        }
        RUNS.openGate("worker");
        assertNothingRanAgain("worker", job);
        assertThat(RUNS.worker(WORKER).epoch()).isEqualTo(epoch);
        cluster.cluster().startUsually(WORKER);
    }

    /** It waits for the job with a timeout, which is not over. */
    @Test
    @Tag("scenario:time-client")
    void clientWhoseClockJumpsWaitsForItsJobAndSeesItSucceed() throws Exception {
        FakeClock clock = clock("client");
        Path noted = cluster.data().resolve("client.time");
        Path printed = cluster.data().resolve("client.out");
        Process client = client(clock, noted, printed);
        try {
            cluster.awaitThat(
                    "its job is there",
                    () -> cluster.client().jobs(0).stream()
                            .anyMatch(job -> job.name().equals("clocked")));
            JobHandle job = cluster.client().jobs(0).stream()
                    .filter(status -> status.name().equals("clocked"))
                    .map(status -> cluster.client().job(status.id()))
                    .findFirst()
                    .orElseThrow();
            RUNS.awaitOnlyGated(job);
            for (Duration offset : JUMPS) {
                clock.set(offset);
                cluster.awaitThat("its clock is off by " + offset, () -> Clock.isOff(noted, offset));
                awaitSignsOfLife();
                assertThat(client.isAlive()).as(Files.readString(printed)).isTrue();
            }
            RUNS.openGate("client");
            assertNothingRanAgain("client", job);
            assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).as(Files.readString(printed)).isZero();
        } finally {
            client.destroyForcibly().waitFor();
        }
    }

    private static Process client(FakeClock clock, Path noted, Path printed) throws IOException {
        Path jar = JobJar.of(cluster.data().resolve("client.jar"), MadeWords.class, Clock.class);
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Clock.class.getName(),
                        noted.toString(),
                        "run",
                        "--jar=" + jar,
                        "--class=" + MadeWords.class.getName(),
                        "--name=clocked",
                        "--output=" + RUNS.output("client"),
                        "--arg=gate=" + cluster.data().resolve("client.gate"),
                        "--reducers=" + MadeWords.REDUCES,
                        "--no-backups",
                        "--timeout=10m",
                        "--deadline=30m",
                        "--masters=" + cluster.masterAddresses())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        command.environment().putAll(clock.variables());
        return command.start();
    }
}
