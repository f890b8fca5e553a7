package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.policy.Liveness.Sighting;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private final World world = new World();
    private final WorkerRef w1 = world.worker("w1");
    private final Liveness liveness = new Liveness(5_000, 1_000);
    private final Map<WorkerId, Sighting> seen = new TreeMap<>();

    @Test
    void nobodyIsFencedBeforeTheGraceEnds() {
        seen.put(w1.worker(), new Sighting(0, false));
        assertThat(liveness.overdue(world.state(), seen, 10_000, 9_999)).isEmpty();
        assertThat(liveness.overdue(world.state(), seen, 10_000, 10_000)).hasSize(1);
    }

    @Test
    void whoCameAndWasLostInTheGraceHasNoMoreOfIt() {
        seen.put(w1.worker(), new Sighting(6_000, false));
        assertThat(liveness.overdue(world.state(), seen, 10_000, 7_000)).isEmpty();
        assertThat(liveness.overdue(world.state(), seen, 10_000, 7_001)).hasSize(1);
    }

    @Test
    void workerThatNeverCameIsFencedAfterTheGrace() {
        assertThat(liveness.overdue(world.state(), seen, 10_000, 10_000))
                .containsExactly(new Command.FenceWorker(w1, "it did not come to the new leader"));
    }

    @Test
    void silentWorkerIsFencedByItsLease() {
        seen.put(w1.worker(), new Sighting(10_000, true));
        assertThat(liveness.overdue(world.state(), seen, 0, 15_000)).isEmpty();
        assertThat(liveness.overdue(world.state(), seen, 0, 15_001))
                .containsExactly(new Command.FenceWorker(w1, "silent for 5001 ms"));
    }

    @Test
    void brokenConnectionLeavesLessTime() {
        seen.put(w1.worker(), new Sighting(10_000, false));
        assertThat(liveness.overdue(world.state(), seen, 0, 11_000)).isEmpty();
        assertThat(liveness.overdue(world.state(), seen, 0, 11_001))
                .containsExactly(new Command.FenceWorker(w1, "its connection broke, and it was silent for 1001 ms"));
    }

    @Test
    void fencedWorkerIsNotFencedAgain() {
        world.apply(new Command.FenceWorker(w1, "silent"));
        assertThat(liveness.overdue(world.state(), seen, 0, 10_000)).isEmpty();
    }
}
