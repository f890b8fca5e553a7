package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.StateDigest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RatisRecoveryIT {
    private static final Logger LOG = LoggerFactory.getLogger(RatisRecoveryIT.class);
    private static final RaftTuning SNAPSHOT_OFTEN = RaftTuning.cluster().withSnapshots(50, 0, 8 << 10);

    @TempDir
    Path base;

    @Test
    void anotherMasterLeadsWithAHigherTermWhenTheLeaderFallsSilent() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            group.register("w0");
            for (int round = 1; round <= 3; round++) {
                Leadership before = group.leader().leadership();
                long begin = System.nanoTime();
                group.crash(before.self());
                RatisNode leader = group.leader();
                long millis = (System.nanoTime() - begin) / 1_000_000;
                String next = leader.leadership().self();
                await().until(() ->
                        group.log(next).last().term() == leader.leadership().term());
                long outage = group.log(next).last().outageMillis();
                LOG.info(
                        "failover {}: next leader ready after {} ms, it saw an outage of {} ms", round, millis, outage);
                assertThat(leader.leadership().term()).isGreaterThan(before.term());
                assertThat(outage).isBetween(100L, millis + 1_000);
                assertThat(group.register("w" + round).term())
                        .isEqualTo(leader.leadership().term());
                group.start(before.self(), StartMode.RESTART);
                group.awaitEqualStates();
            }
            assertThat(group.fatal.ends()).isEmpty();
        }
    }

    @Test
    @Tag("scenario:master-behind-purge")
    void followerThatIsFarBehindInstallsASnapshot() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, SNAPSHOT_OFTEN)) {
            group.register("w0");
            group.awaitEqualStates();
            String behind = group.followers().get(0);
            group.crash(behind);
            group.registerMany("many", 400);
            RatisNode leader = group.leader();
            Path log = leader.division()
                    .getRaftStorage()
                    .getStorageDir()
                    .getCurrentDir()
                    .toPath();
            await().atMost(TestGroup.PATIENCE).until(() -> LogSegments.firstIndex(log) > 100);
            long begin = System.nanoTime();
            RatisNode restarted = group.start(behind, StartMode.RESTART);
            group.awaitEqualStates();
            LOG.info("follower caught up in {} ms", (System.nanoTime() - begin) / 1_000_000);
            assertThat(restarted
                            .division()
                            .getStateMachine()
                            .getLatestSnapshot()
                            .getIndex())
                    .isGreaterThan(100);
            int workers = restarted.read(state -> state.workers().size());
            assertThat(workers).isEqualTo(401);
            group.register("after");
            group.awaitEqualStates();
            group.crash(behind);
            group.start(behind, StartMode.RESTART);
            group.awaitEqualStates();
            assertThat(group.fatal.ends()).isEmpty();
        }
    }

    @Test
    void allMastersComeBackFromDisk() throws Exception {
        List<StateDigest> before = new ArrayList<>();
        TestGroup group = new TestGroup(base, 3, SNAPSHOT_OFTEN);
        for (var master : group.masters) {
            group.start(master.id(), StartMode.BOOTSTRAP);
        }
        group.registerMany("w", 120);
        group.awaitEqualStates();
        before.add(group.leader().stateDigest());
        group.close();
        for (var master : group.masters) {
            group.start(master.id(), StartMode.RESTART);
        }
        group.leader();
        group.awaitEqualStates();
        assertThat(group.leader().stateDigest().hash()).isEqualTo(before.get(0).hash());
        group.register("after");
        group.awaitEqualStates();
        group.close();
        assertThat(group.fatal.ends()).isEmpty();
    }

    @Test
    void lostMasterIsReplacedByANewOne() throws Exception {
        TestGroup group = new TestGroup(base, 4, RaftTuning.cluster());
        try (group) {
            List<Leadership.MasterAddress> founders = group.masters.subList(0, 3);
            for (var founder : founders) {
                group.start(founder.id(), StartMode.BOOTSTRAP, founders);
            }
            group.registerMany("w", 50);
            String lost = group.followers().get(0);
            group.crash(lost);
            RatisNode joined = group.start("m4", StartMode.JOIN);
            assertThat(joined.leadership().leader()).isEmpty();
            group.leader().addMaster(group.address("m4")).get(20, TimeUnit.SECONDS);
            group.leader().removeMaster(lost).get(20, TimeUnit.SECONDS);
            group.awaitEqualStates();
            assertThat(group.leader().leadership().masters())
                    .hasSize(3)
                    .contains(group.address("m4"))
                    .doesNotContain(group.address(lost));
            group.crash("m4");
            group.start("m4", StartMode.RESTART);
            group.register("after");
            group.awaitEqualStates();
            assertThat(group.fatal.ends()).isEmpty();
        }
    }

    @Test
    void masterWhoseReplicaWasClosedEnds() throws Exception {
        try (TestGroup group = TestGroup.started(base, 1, RaftTuning.single())) {
            RatisNode node = group.leader();
            node.division().close();
            await().atMost(TestGroup.PATIENCE)
                    .untilAsserted(() -> assertThat(group.fatal.ends())
                            .singleElement()
                            .asString()
                            .startsWith(Fatal.STORAGE_LOST + " raft has closed the replica of master m1"));
            assertThat(node.leadership().alive()).isFalse();
            assertThat(node.leadership().leaderReady()).isFalse();
        }
    }

    static Path newestSnapshot(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(directory.resolve("raft"))) {
            for (Path group : groups) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(
                        group.resolve("sm"), path -> path.toString().matches(".*_\\d+"))) {
                    files.forEach(found::add);
                }
            }
        }
        found.sort((a, b) -> Long.compare(index(a), index(b)));
        return found.get(found.size() - 1);
    }

    private static long index(Path snapshot) {
        String name = snapshot.getFileName().toString();
        return Long.parseLong(name.substring(name.lastIndexOf('_') + 1));
    }
}
