package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobStatus;
import dev.jangada.client.Stage;
import dev.jangada.worker.Worker;
import dev.jangada.worker.WorkerConfiguration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What happens to workers, at the moments at which it matters. w1 is the victim, w2 does what is left. */
@Tag("processes")
class WorkerRowIT {
    private static final String VICTIM = "w1";
    private static final String OTHER = "w2";
    private static final Hook BEFORE_FETCH = Hook.pause("dev.jangada.worker.task.ReduceAttempt#reduce", Place.ENTRY);

    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(1, 2).slots(3).inProcess();

    private static final MadeRuns RUNS = new MadeRuns(cluster);

    @BeforeAll
    static void runUndisturbed() {
        RUNS.undisturbed();
    }

    @Test
    @Tag("scenario:worker-killed-in-map")
    void workerThatIsKilledInMidMap() {
        JobHandle job = RUNS.startGated("in-map");
        cluster.kill(RUNS.busyWorker());
        RUNS.openGate("in-map");
        RUNS.awaitSameWithWorkDoneAgain("in-map", job);
        assertThat(job.status().attempts().lost()).isPositive();
    }

    private static void assertSurvivesHalt(String name, Hook hook) {
        cluster.hook(VICTIM, hook);
        JobHandle job = RUNS.start(name);
        RUNS.awaitSameWithWorkDoneAgain(name, job);
        cluster.awaitReached(VICTIM, hook);
        assertThat(cluster.cluster().pid(VICTIM)).isEmpty();
    }

    @Test
    @Tag("scenario:worker-killed-output-unreported")
    void workerThatIsKilledBeforeItReportsAnOutput() {
        assertSurvivesHalt("unreported", Hook.halt("dev.jangada.worker.local.JobDirectory#keep", Place.EXIT));
    }

    /** It may have planned the job, so that only the second thing that the leader settles is surely a map. */
    @Test
    @Tag("scenario:worker-killed-report-unacked")
    void workerThatIsKilledBeforeItHearsThatAnOutputCounts() {
        Hook acknowledged = Hook.halt("dev.jangada.worker.session.WorkerCore#settle", Place.ENTRY);
        assertSurvivesHalt("unacknowledged", acknowledged.onTime(2));
    }

    /** Starts a job and waits until its first reduce on w2 is about to read; nobody has read anything then. */
    private static JobHandle startAndStopBeforeFetch(String name) {
        cluster.hook(VICTIM, BEFORE_FETCH);
        cluster.hook(OTHER, BEFORE_FETCH);
        JobHandle job = RUNS.start(name);
        cluster.awaitReached(OTHER, BEFORE_FETCH);
        assertThat(RUNS.worker(VICTIM).outputs()).isPositive();
        return job;
    }

    @Test
    @Tag("scenario:worker-killed-before-fetch")
    void workerThatIsKilledBeforeAnybodyHasReadItsOutputs() {
        JobHandle job = startAndStopBeforeFetch("before-fetch");
        cluster.kill(VICTIM);
        cluster.release(OTHER, BEFORE_FETCH);
        RUNS.awaitSameWithWorkDoneAgain("before-fetch", job);
    }

    @Test
    @Tag("scenario:worker-restart-same-address")
    void workerThatStartsAgainUnderItsIdAndAddress() {
        long epoch = RUNS.worker(VICTIM).epoch();
        String address = RUNS.worker(VICTIM).address();
        JobHandle job = startAndStopBeforeFetch("restarted");
        cluster.kill(VICTIM);
        cluster.unhook(VICTIM);
        cluster.start(VICTIM);
        cluster.awaitThat(
                "it is back",
                () -> RUNS.worker(VICTIM).epoch() > epoch && RUNS.worker(VICTIM).attached());
        assertThat(RUNS.worker(VICTIM).address()).isEqualTo(address);
        cluster.release(OTHER, BEFORE_FETCH);
        RUNS.awaitSameWithWorkDoneAgain("restarted", job);
    }

    /**
     * The victim's session stands still once an attempt has ended, so that the report of it is the next thing that it
     * does. The job can't end before, for a map elsewhere stands still, too.
     */
    @Test
    @Tag("scenario:worker-stopped-past-lease")
    void workerThatComesBackAfterItsLeaseWithACommitOnItsLips() {
        JobHandle job = RUNS.startGated("past-lease");
        String victim = RUNS.busyWorker();
        String other = victim.equals(VICTIM) ? OTHER : VICTIM;
        long epoch = RUNS.worker(victim).epoch();
        Hook ended = Hook.pause("dev.jangada.worker.session.WorkerCore#finished", Place.EXIT);
        Hook afterMap = Hook.pause("dev.jangada.worker.local.JobDirectory#keep", Place.ENTRY);
        cluster.hook(victim, ended);
        cluster.hook(other, afterMap);
        RUNS.openGate("past-lease");
        cluster.awaitReached(victim, ended);
        cluster.pause(victim);
        cluster.awaitThat("it is fenced", () -> RUNS.worker(victim).state().equals("FENCED"));
        cluster.release(victim, ended);
        cluster.resume(victim);
        cluster.awaitThat(
                "it is back",
                () -> RUNS.worker(victim).epoch() > epoch && RUNS.worker(victim).attached());
        assertThat(job.status().isTerminal()).isFalse();
        cluster.release(other, afterMap);
        RUNS.awaitSameWithWorkDoneAgain("past-lease", job);
        assertThat(job.status().attempts().lost()).isPositive();
    }

    @Test
    @Tag("scenario:worker-two-with-one-id")
    void secondWorkerWithAnIdReplacesTheFirst(@TempDir Path directory) throws Exception {
        JobHandle job = RUNS.startGated("twins");
        long epoch = RUNS.worker(VICTIM).epoch();
        WorkerConfiguration twin = WorkerConfiguration.of(
                        VICTIM, List.of(cluster.masterAddresses().split(",")), directory.resolve("twin"))
                .inProcess(1);
        try (Worker second = Worker.start(twin)) {
            cluster.awaitThat(
                    "the second is in, on port " + second.shufflePort(),
                    () -> RUNS.worker(VICTIM).epoch() > epoch);
            cluster.awaitThat(
                    "the first has ended", () -> cluster.cluster().pid(VICTIM).isEmpty());
            assertThat(cluster.log(VICTIM)).contains("Another process runs as worker w1");
            RUNS.openGate("twins");
            RUNS.awaitSameWithWorkDoneAgain("twins", job);
        }
    }

    /** One reduce has not begun to read when all others have committed what they made of the first version. */
    @Test
    @Tag("scenario:worker-random-map")
    void outputsOfRandomMapsAreAllOfOneVersion() {
        Hook first = BEFORE_FETCH.onTime(1);
        cluster.hook(OTHER, first);
        Path output = cluster.data().resolve("random");
        JobHandle job = cluster.submit(RandomStamps.to(output));
        cluster.awaitReached(OTHER, first);
        cluster.awaitThat(
                "all other reduces are done", () -> MadeRuns.committed(job, Stage.REDUCE) == RandomStamps.REDUCES - 1);
        assertThat(RUNS.worker(VICTIM).outputs()).isPositive();
        cluster.kill(VICTIM);
        cluster.awaitThat("it is fenced", () -> RUNS.worker(VICTIM).state().equals("FENCED"));
        cluster.release(OTHER, first);
        JobStatus end = job.await();
        assertThat(end.attempts().started()).isGreaterThan(RandomStamps.MAPS + RandomStamps.REDUCES + 2);
        List<String> lines =
                Parts.of(output).values().stream().flatMap(String::lines).toList();
        assertThat(lines).hasSize(RandomStamps.KEYS).allMatch(line -> line.split(" ", -1).length == RandomStamps.MAPS);
        assertThat(lines.stream()
                        .map(line -> line.substring(line.indexOf('\t')))
                        .distinct())
                .hasSize(1);
    }
}
