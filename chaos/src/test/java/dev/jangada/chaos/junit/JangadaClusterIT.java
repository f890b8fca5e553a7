package dev.jangada.chaos.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("processes")
class JangadaClusterIT {
    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 2);

    private static Job pause(String output, int tasks, int millis) {
        return Job.builtIn("pause")
                .output(cluster.data().resolve(output))
                .arg("tasks", String.valueOf(tasks))
                .arg("millis", String.valueOf(millis));
    }

    private static WorkerStatus worker(String id) {
        return cluster.client().workers().stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWorkerThatIsCutOffIsFencedAndItsWorkRunsElsewhere() {
        long epoch = worker("w1").epoch();
        JobHandle job = cluster.submit(pause("fenced", 4, 2000));
        cluster.awaitThat("w1 has work", () -> worker("w1").liveAttempts() > 0);
        cluster.cutOff("w1");
        cluster.awaitThat("w1 is fenced", () -> worker("w1").state().equals("FENCED"));
        assertThat(job.await().attempts().lost()).isPositive();
        cluster.heal();
        cluster.awaitThat("w1 is back", () -> worker("w1").epoch() > epoch);
    }

    @Test
    @Tag("scenario:network-leader-cut-from-masters")
    void aLeaderThatIsCutOffFromTheMastersIsReplacedAndWorkersFollow() {
        String leader = cluster.leader();
        JobHandle job = cluster.submit(pause("followed", 4, 1000));
        cluster.cutOff(leader, cluster.followers());
        cluster.awaitThat("another leads", () -> !cluster.leader().equals(leader));
        job.await();
    }

    @Test
    @Tag("scenario:master-stopped-past-election")
    void aLeaderThatStandsStillPastAnElectionFollowsWhenItGoesOn() {
        String leader = cluster.leader();
        cluster.pause(leader);
        JobHandle job = cluster.submit(pause("elected", 2, 200));
        job.await();
        assertThat(cluster.client().masters().leader())
                .hasValueSatisfying(now -> assertThat(now.id()).isNotEqualTo(leader));
        cluster.resume(leader);
        cluster.awaitWhole();
    }

    @Test
    void aHookThatMatchesNothingFailsTheTest() {
        Hook renamed = Hook.halt("dev.jangada.master.ratis.Snapshots#noSuchMethod", Place.EXIT);
        assertThatThrownBy(() -> cluster.hook("m1", renamed)).hasMessageContaining("declares no method noSuchMethod");
    }

    @Test
    void whatIsLeftOverIsFound() throws IOException {
        Path staging = Files.createDirectory(cluster.data().resolve(".out.jangada-job-9"));
        assertThat(cluster.cluster().leftovers(cluster.data()))
                .hasSize(1)
                .first()
                .asString()
                .contains("staging");
        Files.delete(staging);
        assertThat(cluster.cluster().leftovers(cluster.data())).isEmpty();
    }
}
