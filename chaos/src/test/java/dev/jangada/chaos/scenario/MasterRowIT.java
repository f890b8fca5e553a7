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
import dev.jangada.client.MastersStatus;
import dev.jangada.client.rpc.MasterAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to masters. They take a snapshot, and delete the log before it, after a few entries. */
@Tag("processes")
class MasterRowIT {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+).*");

    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 1)
            .slots(6)
            .inProcess()
            .launchedWith(options -> options.withVariable("JANGADA_SNAPSHOT_ENTRIES", "10"));

    private static final MadeRuns RUNS = new MadeRuns(cluster);

    @BeforeAll
    static void runUndisturbed() {
        RUNS.undisturbed();
    }

    /** The first entry that a master still has in its log. */
    private static long firstEntry(String master) {
        try (Stream<Path> files = Files.walk(cluster.cluster().home(master))) {
            return files.map(file -> SEGMENT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(segment -> Long.parseLong(segment.group(1)))
                    .min()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the log of " + master, e);
        }
    }

    private static long appliedIndex() {
        return cluster.client().masters().masters().stream()
                .mapToLong(MastersStatus.Master::appliedIndex)
                .max()
                .orElseThrow();
    }

    /** Lets jobs run until no running master has the entries any more that were there when it began. */
    private static void purge() {
        long end = appliedIndex();
        cluster.awaitThat("the log up to entry " + end + " is deleted", () -> {
            cluster.client().run(Job.builtIn("noop").arg("tasks", "40"));
            return cluster.cluster().pids().keySet().stream()
                    .filter(cluster.masters()::contains)
                    .allMatch(master -> firstEntry(master) > end);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.jangada.master.ratis.CoordinatorStateMachine#pause entry halt",
                "dev.jangada.master.ratis.Snapshots#syncInstalled entry halt",
                "dev.jangada.master.ratis.Snapshots#loadLatest exit @2 halt"
            })
    @Tag("scenario:master-killed-in-snapshot-install")
    @Tag("scenario:master-behind-purge")
    void masterThatIsKilledWhileItInstallsASnapshotCatchesUp(String place) {
        Hook dies = Hook.parse(place);
        String follower = cluster.followers().get(0);
        cluster.kill(follower);
        purge();
        cluster.hook(follower, dies);
        cluster.start(follower);
        cluster.awaitReached(follower, dies);
        cluster.awaitThat(
                follower + " has ended", () -> cluster.cluster().pid(follower).isEmpty());
        cluster.unhook(follower);
        cluster.start(follower);
        cluster.awaitWhole();
        JobHandle job = RUNS.start(dies.method());
        RUNS.awaitSame(dies.method(), job);
    }

    /** And a job that runs goes on. */
    @Test
    @Tag("scenario:client-retry-past-snapshot")
    @Tag("scenario:master-all-killed")
    void submitThatIsRepeatedAfterAllMastersStartedFromASnapshotIsTheSameJob() {
        Job first = RUNS.job("first").named("first").token("first");
        JobHandle submitted = cluster.submit(first);
        RUNS.awaitSame("first", submitted);
        JobHandle running = RUNS.startGated("all-killed");
        purge();
        cluster.masters().forEach(cluster::kill);
        cluster.masters().forEach(cluster::start);
        cluster.awaitWhole();
        assertThat(cluster.client().submit(first).id()).isEqualTo(submitted.id());
        assertThat(cluster.client().jobs(0).stream().filter(job -> job.name().equals("first")))
                .hasSize(1);
        RUNS.openGate("all-killed");
        RUNS.awaitSame("all-killed", running);
    }

    private static void startDead() {
        cluster.cluster().dead().forEach(cluster::start);
    }

    /** Each new leader dies as soon as it leads; a worker and a job wait for it. */
    @Test
    @Tag("scenario:master-new-leader-killed-thrice")
    void newLeaderIsKilledInItsRecoveryThreeTimes() {
        Hook dies = Hook.halt("dev.jangada.master.leader.LeaderTerm#register", Place.ENTRY);
        JobHandle job = RUNS.startGated("thrice");
        String leader = cluster.leader();
        cluster.masters().forEach(master -> cluster.hook(master, dies));
        cluster.kill(leader);
        for (int died = 0; died < 3; died++) {
            startDead();
            cluster.awaitThat(
                    "a new leader dies", () -> !cluster.cluster().dead().isEmpty());
        }
        cluster.masters().forEach(cluster::unhook);
        cluster.awaitThat("all masters run", () -> {
            startDead();
            return cluster.cluster().health().missing().isEmpty();
        });
        RUNS.openGate("thrice");
        assertThat(RUNS.awaitSame("thrice", job).failovers()).isPositive();
    }

    /** The one that is left promises nothing, and all goes on when the others are back. */
    @Test
    @Tag("scenario:master-majority-lost")
    void jobGoesOnWhenAMajorityIsBack() {
        JobHandle job = RUNS.startGated("majority");
        String left = cluster.followers().get(0);
        List<String> lost = cluster.masters().stream()
                .filter(master -> !master.equals(left))
                .toList();
        lost.forEach(cluster::kill);
        try (Jangada client =
                Jangada.over(MasterAddresses.parse(cluster.cluster().masterAddress(left)), SHORT, SHORT)) {
            assertThatExceptionOfType(JangadaException.class)
                    .isThrownBy(() -> client.submit(Job.builtIn("noop")))
                    .matches(JangadaException::retryable);
        }
        lost.forEach(cluster::start);
        cluster.awaitWhole();
        RUNS.openGate("majority");
        RUNS.awaitSame("majority", job);
    }

    @Test
    @Tag("scenario:master-rolling-restart")
    void jobGoesThroughARestartOfEachMaster() {
        JobHandle job = RUNS.startGated("rolling");
        for (String master : cluster.masters()) {
            cluster.terminate(master);
            cluster.awaitThat(
                    master + " has ended", () -> cluster.cluster().pid(master).isEmpty());
            cluster.start(master);
            cluster.awaitWhole();
        }
        RUNS.openGate("rolling");
        RUNS.awaitSame("rolling", job);
    }
}
