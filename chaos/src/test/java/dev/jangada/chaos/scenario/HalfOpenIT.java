package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.chaos.proxy.LinkRule;
import dev.jangada.client.JobHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process dies and its end is lost: what was connected to it has connections that stay open and silent. */
@Tag("processes")
class HalfOpenIT {
    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 2).slots(3).inProcess();

    private static final MadeRuns RUNS = new MadeRuns(cluster);

    @BeforeAll
    static void runUndisturbed() {
        RUNS.undisturbed();
    }

    private static void killWithoutATrace(String node) {
        List<String> others = new ArrayList<>(cluster.cluster().nodes());
        others.remove(node);
        cluster.links().between(List.of(node), others, LinkRule.SWALLOW);
        cluster.kill(node);
    }

    private static String other(String worker) {
        return worker.equals("w1") ? "w2" : "w1";
    }

    @Test
    @Tag("scenario:network-half-open")
    void leaderNoticesByTheLeaseThatAWorkerIsGone() {
        JobHandle job = RUNS.startGated("worker");
        String victim = RUNS.worker("w1").liveAttempts() > 0 ? "w1" : "w2";
        killWithoutATrace(victim);
        assertThat(RUNS.worker(victim).attached()).as("its connection is open").isTrue();
        RUNS.openGate("worker");
        RUNS.awaitSameWithWorkDoneAgain("worker", job);
        assertThat(job.status().attempts().lost()).isPositive();
        assertThat(RUNS.worker(victim).reason()).contains("silent");
    }

    /** The masters elect another, and workers, whose calls to it hang, find that. */
    @Test
    @Tag("scenario:network-half-open")
    void mastersAndWorkersNoticeThatTheLeaderIsGone() {
        JobHandle job = RUNS.startGated("leader");
        String leader = cluster.leader();
        killWithoutATrace(leader);
        RUNS.openGate("leader");
        assertThat(RUNS.awaitSame("leader", job).failovers()).isPositive();
    }

    /** It reads from the victim, and no byte comes any more, when that dies. */
    @Test
    @Tag("scenario:network-half-open")
    void reducerNoticesThatAMapperIsGone() {
        Hook serves = Hook.pause("dev.jangada.worker.shuffle.ShuffleService#fetch", Place.ENTRY);
        Hook reduces = Hook.pause("dev.jangada.worker.task.ReduceAttempt#reduce", Place.ENTRY);
        List.of("w1", "w2").forEach(worker -> cluster.hook(worker, reduces));
        JobHandle job = RUNS.start("mapper");
        cluster.awaitReached("w1", reduces);
        String victim = RUNS.worker("w2").outputs() > 0 ? "w2" : "w1";
        cluster.hook(victim, serves);
        cluster.release(other(victim), reduces);
        cluster.awaitReached(victim, serves);
        cluster.links().between(List.of(victim), List.of(other(victim)), LinkRule.SWALLOW);
        cluster.kill(victim);
        RUNS.awaitSameWithWorkDoneAgain("mapper", job);
    }
}
