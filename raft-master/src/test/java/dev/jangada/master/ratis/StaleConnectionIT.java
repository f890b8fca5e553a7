package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections between masters that stay open and lead nowhere, as when a machine is gone without a word. */
class StaleConnectionIT {
    @TempDir
    Path base;

    @Test
    void leaderConnectsAnewToAFollowerFromWhichNothingComes() throws Exception {
        try (Relays relays = new Relays();
                TestGroup group = TestGroup.behind(relays, base, 3, RaftTuning.cluster())) {
            group.register("w1");
            group.awaitEqualStates();
            String follower = group.followers().get(0);
            int before = relays.accepted(follower);

            relays.strand(follower);
            group.register("w2");

            group.awaitEqualStates();
            assertThat(relays.accepted(follower)).isGreaterThan(before);
        }
    }

    @Test
    void groupWithoutALeaderConnectsAnewAndElectsOne() throws Exception {
        try (Relays relays = new Relays();
                TestGroup group = TestGroup.behind(relays, base, 3, RaftTuning.cluster())) {
            group.register("w1");
            group.awaitEqualStates();

            group.masters.forEach(master -> relays.strand(master.id()));
            await().atMost(TestGroup.PATIENCE)
                    .until(() -> group.masters.stream()
                            .noneMatch(master ->
                                    group.node(master.id()).leadership().leaderReady()));

            group.register("w2");
            group.awaitEqualStates();
        }
    }
}
