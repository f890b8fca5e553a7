package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.client.Jangada;
import dev.jangada.client.JangadaException;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.RefusedException;
import dev.jangada.client.Stage;
import dev.jangada.client.cli.JangadaCommand;
import dev.jangada.client.rpc.MasterAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens between clients and masters. */
@Tag("processes")
class ClientRowIT {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Hook SUBMIT_ARRIVES =
            Hook.pause("dev.jangada.master.leader.LeaderSession#submit", Place.ENTRY);

    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 1).slots(6).inProcess();

    private static final MadeRuns RUNS = new MadeRuns(cluster);

    private final ExecutorService background = Executors.newCachedThreadPool();

    @BeforeAll
    static void runUndisturbed() {
        RUNS.undisturbed();
    }

    @AfterEach
    void stop() {
        background.shutdownNow();
    }

    private static List<JobStatus> named(String name) {
        return cluster.client().jobs(0).stream()
                .filter(job -> job.name().equals(name))
                .toList();
    }

    private static void assertSubmittedOnceAlthoughLeaderDies(String name, Hook hook) {
        String leader = cluster.leader();
        cluster.hook(leader, hook);
        JobHandle job = cluster.submit(RUNS.job(name).token(name));
        cluster.awaitReached(leader, hook);
        RUNS.awaitSame(name, job);
        assertThat(named(name)).hasSize(1);
    }

    @Test
    @Tag("scenario:client-leader-killed-before-commit")
    void leaderIsKilledBeforeASubmitCommits() {
        assertSubmittedOnceAlthoughLeaderDies(
                "uncommitted", Hook.halt("dev.jangada.master.leader.LeaderSession#submit", Place.ENTRY));
    }

    @Test
    @Tag("scenario:client-leader-killed-before-reply")
    void leaderIsKilledBetweenCommitAndReply() {
        assertSubmittedOnceAlthoughLeaderDies(
                "unanswered", Hook.halt("dev.jangada.master.grpc.ClientService#submitted", Place.ENTRY));
    }

    @Test
    @Tag("scenario:client-token-other-payload")
    void tokenOfAnotherJobIsRefusedByTheNextLeader() {
        JobHandle job = cluster.submit(RUNS.job("first").token("taken"));
        cluster.kill(cluster.leader());
        Job other = RUNS.job("second").named("taken").token("taken");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> cluster.client().submit(other))
                .matches(refused -> refused.reason() == RefusedException.Reason.TOKEN_CONFLICT);
        RUNS.awaitSame("first", job);
        assertThat(RUNS.output("second")).doesNotExist();
    }

    /** Both submits are at the leader before either is proposed. */
    @Test
    @Tag("scenario:client-token-shared")
    void twoClientsThatUseOneTokenAtOnceGetOneJob() {
        String leader = cluster.leader();
        cluster.hook(leader, SUBMIT_ARRIVES);
        Job job = RUNS.job("shared").token("shared");
        CompletableFuture<JobHandle> first = CompletableFuture.supplyAsync(() -> cluster.submit(job), background);
        try (Jangada second = Jangada.connect(cluster.masterAddresses())) {
            CompletableFuture<JobHandle> again =
                    CompletableFuture.supplyAsync(() -> second.submit(job.named("shared")), background);
            cluster.awaitThat(
                    "both submits have arrived",
                    () -> cluster.cluster().hooks(leader).timesReached(SUBMIT_ARRIVES) == 2);
            cluster.release(leader, SUBMIT_ARRIVES);
            assertThat(again.join().id()).isEqualTo(first.join().id());
        }
        RUNS.awaitSame("shared", first.join());
        assertThat(named("shared")).hasSize(1);
    }

    @Test
    @Tag("scenario:client-pinned-to-old-leader")
    void clientThatKnowsOnlyALeaderThatIsCutOffIsNeverToldWhatIsNotSo() {
        String old = cluster.leader();
        MasterAddresses pinned = MasterAddresses.parse(cluster.cluster().masterAddress(old));
        Job job = RUNS.job("pinned").named("pinned").token("pinned");
        cluster.cutOff(old, cluster.followers());
        try (Jangada client = Jangada.over(pinned, SHORT, SHORT)) {
            assertThatExceptionOfType(JangadaException.class)
                    .isThrownBy(() -> client.submit(job))
                    .matches(JangadaException::retryable);
            JobHandle accepted = cluster.submit(job);
            RUNS.awaitSame("pinned", accepted);
            assertThatExceptionOfType(JangadaException.class)
                    .isThrownBy(() -> client.jobs(0))
                    .matches(JangadaException::retryable);
            cluster.heal();
            cluster.awaitWhole();
            assertThat(client.submit(job).id()).isEqualTo(accepted.id());
            assertThat(named("pinned")).hasSize(1);
        }
    }

    /** Of 3 MiB, so that it comes in many pieces. */
    private static Path largeJar() throws IOException {
        Path jar = cluster.data().resolve("large.jar");
        byte[] ballast = new byte[3 << 20];
        new Random(3).nextBytes(ballast);
        String entry = MadeWords.class.getName().replace('.', '/') + ".class";
        try (InputStream bytes = MadeWords.class.getClassLoader().getResourceAsStream(entry);
                OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(entry));
            Objects.requireNonNull(bytes).transferTo(zip);
            zip.putNextEntry(new ZipEntry("ballast"));
            zip.write(ballast);
        }
        return jar;
    }

    private static Process client(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                JangadaCommand.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long arriving(String master) {
        Path incoming = cluster.cluster().home(master).resolve("artifacts").resolve("incoming");
        try (Stream<Path> files = Files.list(incoming)) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError("cannot list " + incoming, e);
        }
    }

    @Test
    @Tag("scenario:client-killed-in-upload")
    void clientIsKilledWhileItUploadsAJar() throws Exception {
        Path jar = largeJar();
        String leader = cluster.leader();
        Hook thirdPiece = Hook.pause("dev.jangada.master.grpc.ArtifactUpload#onNext", Place.ENTRY)
                .onTime(4);
        cluster.hook(leader, thirdPiece);
        String name = MadeWords.class.getName();
        Process client = client(
                "run",
                "--jar=" + jar,
                "--class=" + name,
                "--name=uploaded",
                "--output=" + RUNS.output("uploaded"),
                "--masters=" + cluster.masterAddresses());
        try {
            cluster.awaitReached(leader, thirdPiece);
            assertThat(arriving(leader)).isPositive();
        } finally {
            client.destroyForcibly().waitFor();
        }
        cluster.release(leader, thirdPiece);
        cluster.awaitThat("nothing of it is left", () -> arriving(leader) == 0);
        assertThat(named("uploaded")).isEmpty();
        JobHandle job = cluster.submit(Job.jar(jar, name)
                .output(RUNS.output("uploaded"))
                .reducers(MadeWords.REDUCES)
                .withoutBackups());
        RUNS.awaitSame("uploaded", job);
    }

    private static void assertCancelledWithoutATrace(String name, JobHandle job) {
        JobStatus end = job.watch(status -> {});
        assertThat(end.state()).isEqualTo(JobState.CANCELLED);
        assertThat(RUNS.output(name)).doesNotExist();
    }

    @Test
    @Tag("scenario:client-cancel-races-completion")
    void cancelThatRacesTheEndOfAJobWinsWhollyOrNotAtAll() {
        Hook beforeReduce = Hook.pause("dev.jangada.worker.task.ReduceAttempt#reduce", Place.ENTRY);
        cluster.hook("w1", beforeReduce);
        JobHandle early = RUNS.start("early");
        cluster.awaitReached("w1", beforeReduce);
        early.cancel("early");
        cluster.unhook("w1");
        assertCancelledWithoutATrace("early", early);

        Hook beforePublish = Hook.pause("dev.jangada.worker.task.AttemptRunner#publish", Place.ENTRY);
        cluster.hook("w1", beforePublish);
        JobHandle late = RUNS.start("late");
        cluster.awaitReached("w1", beforePublish);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> late.cancel("late"))
                .matches(refused -> refused.reason() == RefusedException.Reason.WRONG_STATE);
        cluster.unhook("w1");
        RUNS.awaitSame("late", late);

        for (int round = 1; round <= 3; round++) {
            String name = "race-" + round;
            JobHandle job = RUNS.start(name);
            cancelAtTheFirstReduce(job);
            if (job.watch(status -> {}).state() == JobState.SUCCEEDED) {
                RUNS.awaitSame(name, job);
            } else {
                assertCancelledWithoutATrace(name, job);
            }
        }
    }

    private static void cancelAtTheFirstReduce(JobHandle job) {
        cluster.awaitThat("a reduce is done", () -> MadeRuns.committed(job, Stage.REDUCE) > 0);
        try {
            job.cancel("in the race");
        } catch (RefusedException tooLate) {
            assertThat(tooLate.reason()).isEqualTo(RefusedException.Reason.WRONG_STATE);
        }
    }

    @Test
    @Tag("scenario:client-watch-five-failovers")
    void watchGoesThroughFiveFailoversAndNeverBack() {
        JobHandle job = RUNS.startGated("watched");
        List<JobStatus> seen = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<JobStatus> watched = CompletableFuture.supplyAsync(() -> job.watch(seen::add), background);
        for (int failover = 1; failover <= 5; failover++) {
            String leader = cluster.leader();
            int before = job.status().failovers();
            cluster.kill(leader);
            cluster.awaitThat("the job is led by another", () -> job.status().failovers() > before);
            cluster.start(leader);
            cluster.awaitWhole();
        }
        RUNS.openGate("watched");
        RUNS.awaitSame("watched", job);
        assertThat(watched.join().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(watched.join().failovers()).isGreaterThanOrEqualTo(5);
        assertThat(seen).extracting(JobStatus::progress).isSorted();
        assertThat(seen).extracting(JobStatus::failovers).isSorted();
        assertThat(seen).last().matches(JobStatus::isTerminal);
    }
}
