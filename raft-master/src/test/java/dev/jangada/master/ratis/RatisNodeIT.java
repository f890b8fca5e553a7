package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.NotLeadingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RatisNodeIT {
    private static final Logger LOG = LoggerFactory.getLogger(RatisNodeIT.class);

    @TempDir
    Path base;

    @Test
    void batchesAreAppliedInOrderEverywhere() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            RatisNode leader = group.leader();
            long term = leader.leadership().term();
            List<CompletableFuture<Applied>> futures = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                futures.add(leader.propose(term, List.of(TestGroup.registration("w" + i))));
            }
            long last = 0;
            for (CompletableFuture<Applied> future : futures) {
                Applied applied = future.get(20, TimeUnit.SECONDS);
                assertThat(applied.index()).isGreaterThan(last);
                assertThat(applied.term()).isEqualTo(term);
                assertThat(applied.decisions())
                        .singleElement()
                        .satisfies(decision -> assertThat(decision.reply()).isInstanceOf(Reply.WorkerAccepted.class));
                last = applied.index();
            }
            group.awaitEqualStates();
            for (String id : group.followers()) {
                int workers = group.node(id).read(state -> state.workers().size());
                assertThat(workers).isEqualTo(500);
            }
            assertThat(group.fatal.ends()).isEmpty();
        }
    }

    @Test
    void linearizableReadPointOnAnyMasterHoldsWhatWasAcknowledged() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            for (int i = 0; i < 20; i++) {
                Applied applied = group.register("w" + i);
                for (String id : group.followers()) {
                    RatisNode follower = group.node(id);
                    assertThat(follower.readPoint().get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(applied.index());
                    WorkerId worker = new WorkerId("w" + i);
                    assertThat(follower.<Boolean>read(
                                    state -> state.worker(worker).isPresent()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void anotherMasterLeadsWhenTheLeaderStops() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            group.register("w1");
            RatisNode old = group.leader();
            Leadership before = old.leadership();
            long begin = System.nanoTime();
            group.stop(before.self());
            RatisNode leader = group.leader();
            LOG.info("graceful stop to next leader ready: {} ms", (System.nanoTime() - begin) / 1_000_000);
            assertThat(leader.leadership().term()).isGreaterThan(before.term());
            assertThat(leader.leadership().self()).isNotEqualTo(before.self());
            assertThat(group.log(before.self()).last().term()).isZero();
            assertThatThrownBy(() -> old.propose(before.term(), List.of(TestGroup.registration("w2")))
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(NotLeadingException.class);
            group.register("w3");
            group.start(before.self(), StartMode.RESTART);
            group.awaitEqualStates();
        }
    }

    @Test
    void batchesAreAppliedUpToSomePointWhenLeadershipIsHandedOverUnderLoad() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            RatisNode leader = group.leader();
            long term = leader.leadership().term();
            List<CompletableFuture<Applied>> futures = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                futures.add(leader.propose(term, List.of(TestGroup.registration("w" + i))));
            }
            CompletableFuture<String> next = leader.transferLeadership("");
            for (int i = 300; i < 600; i++) {
                futures.add(leader.propose(term, List.of(TestGroup.registration("w" + i))));
            }
            assertThat(next.get(10, TimeUnit.SECONDS))
                    .isNotEqualTo(leader.leadership().self());
            group.awaitEqualStates();
            await().atMost(TestGroup.PATIENCE).until(() -> futures.stream().allMatch(CompletableFuture::isDone));
            int applied = group.leader().read(state -> state.workers().size());
            for (int i = 0; i < futures.size(); i++) {
                WorkerId worker = new WorkerId("w" + i);
                assertThat(group.leader()
                                .<Boolean>read(state -> state.worker(worker).isPresent()))
                        .as("%s with %s applied", worker, applied)
                        .isEqualTo(i < applied);
                if (!futures.get(i).isCompletedExceptionally()) {
                    assertThat(i).isLessThan(applied);
                }
            }
            LOG.info("{} of {} batches were applied before leadership was handed over", applied, futures.size());
            group.register("after");
        }
    }

    @Test
    void proposalsBeyondTheBoundEndTheTerm() throws Exception {
        try (TestGroup group = TestGroup.started(base, 1, RaftTuning.single())) {
            RatisNode leader = group.leader();
            long term = leader.leadership().term();
            List<CompletableFuture<Applied>> futures = new ArrayList<>();
            for (int i = 0; i < 20_000 && leader.leadership().term() == term; i++) {
                futures.add(leader.propose(term, List.of(TestGroup.registration("w" + i))));
            }
            await().atMost(TestGroup.PATIENCE).until(() -> futures.stream().allMatch(CompletableFuture::isDone));
            long refused = futures.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .count();
            LOG.info("{} of {} proposals were turned away", refused, futures.size());
            int applied = group.leader().read(state -> state.workers().size());
            assertThat(applied).isBetween(1, futures.size());
            assertThat(group.register("after").term()).isGreaterThanOrEqualTo(term);
            assertThatThrownBy(() -> group.leader()
                            .propose(
                                    group.leader().leadership().term(),
                                    List.of(new Command.CancelJob(
                                            new JobId("job-1"), "x".repeat(RatisNode.BATCH_BYTES_MAX)))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void followerTurnsProposalsAway() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            long term = group.leader().leadership().term();
            RatisNode follower = group.node(group.followers().get(0));
            assertThatThrownBy(() -> follower.propose(term, List.of(TestGroup.registration("w1")))
                            .get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotLeadingException.class);
            assertThatThrownBy(() -> follower.transferLeadership("").get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotLeadingException.class);
        }
    }

    @Test
    void leadershipIsHandedToTheMasterThatIsNamed() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            group.register("w1");
            RatisNode old = group.leader();
            String to = group.followers().get(1);
            long begin = System.nanoTime();
            assertThat(old.transferLeadership(to).get(10, TimeUnit.SECONDS)).isEqualTo(to);
            await().atMost(TestGroup.PATIENCE)
                    .until(() -> group.node(to).leadership().leaderReady());
            LOG.info("transfer to next leader ready: {} ms", (System.nanoTime() - begin) / 1_000_000);
            await().atMost(TestGroup.PATIENCE)
                    .until(() -> group.log(old.leadership().self()).last().term() == 0);
            group.register("w2");
            group.awaitEqualStates();
            assertThatThrownBy(() -> group.leader().transferLeadership("nobody").get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no master 'nobody'");
        }
    }

    @Test
    void everyMasterKnowsTheAddressesOfAll() throws Exception {
        try (TestGroup group = TestGroup.started(base, 3, RaftTuning.cluster())) {
            String leader = group.leader().leadership().self();
            for (String id : group.followers()) {
                await().atMost(TestGroup.PATIENCE).untilAsserted(() -> {
                    Leadership view = group.node(id).leadership();
                    assertThat(view.masters()).isEqualTo(group.masters);
                    assertThat(view.leader()).contains(group.address(leader));
                    assertThat(view.role()).isEqualTo(Leadership.Role.FOLLOWER);
                    assertThat(view.leaderReady()).isFalse();
                    assertThat(view.alive()).isTrue();
                });
            }
            for (MasterAddress master : group.masters) {
                RaftMetrics metrics = group.node(master.id()).metrics();
                assertThat(metrics.now("ratis.log_worker.syncTime.p99.seconds")).isPositive();
                assertThat(metrics.now("ratis.leader_election.electionCount")).isNotNegative();
                assertThat(metrics.now("no such thing")).isNaN();
            }
            assertThat(group.node(leader).metrics().all().keySet())
                    .anyMatch(name -> name.contains("flushTime"))
                    .anyMatch(name -> name.contains("raft.batches_in_flight"));
        }
    }

    @Test
    void groupOfOneIsReadyAtOnceAndRemembers() throws Exception {
        for (int round = 1; round <= 3; round++) {
            long begin = System.nanoTime();
            try (TestGroup group = new TestGroup(base, 1, RaftTuning.single())) {
                RatisNode node = RatisNode.start(new RatisConfiguration(
                        "laptop",
                        group.address("m1"),
                        List.of(group.address("m1")),
                        base.resolve("one"),
                        StartMode.BOOTSTRAP,
                        null,
                        RaftTuning.single(),
                        group.fatal));
                await().atMost(TestGroup.PATIENCE)
                        .pollInterval(java.time.Duration.ofMillis(1))
                        .until(() -> node.leadership().leaderReady());
                LOG.info("group of one, start {}: ready after {} ms", round, (System.nanoTime() - begin) / 1_000_000);
                long term = node.leadership().term();
                node.propose(term, List.<Command>of(TestGroup.registration("w" + round)))
                        .get(5, TimeUnit.SECONDS);
                assertThat(node.readPoint().get(5, TimeUnit.SECONDS)).isPositive();
                int workers = node.read(state -> state.workers().size());
                assertThat(workers).isEqualTo(round);
                begin = System.nanoTime();
                CompletableFuture<Void> stopped = node.closeInBackground();
                LOG.info("group of one, stop {}: {} ms", round, (System.nanoTime() - begin) / 1_000_000);
                stopped.get(10, TimeUnit.SECONDS);
            }
        }
    }
}
