package dev.jangada.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.client.MastersStatus;
import dev.jangada.client.MastersStatus.Master;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaHashesTest {
    private final Findings findings = new Findings(violation -> {});
    private final ReplicaHashes hashes = new ReplicaHashes(findings);

    private static MastersStatus at(Master... masters) {
        return new MastersStatus(List.of(masters), Optional.empty());
    }

    private static Master master(String id, long index, String hash) {
        return new Master(id, "FOLLOWER", "a", "r", "", 1, index, index, hash, true, "dev");
    }

    @Test
    void equalStatesAtOneIndexHold() {
        assertThat(hashes.sample(at(master("m1", 7, "x"), master("m2", 7, "x"))))
                .isTrue();
        assertThat(findings.timesMade(Check.REPLICAS_AGREE)).isOne();
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void aReplicaIsComparedWithWhatAnotherWasBefore() {
        assertThat(hashes.sample(at(master("m1", 8, "y"), master("m2", 7, "x"))))
                .isFalse();
        assertThat(hashes.sample(at(master("m1", 9, "z"), master("m2", 8, "wrong"))))
                .isFalse();
        assertThat(findings.violations()).singleElement().asString().contains("at index 8", "m1", "y", "m2", "wrong");
    }

    @Test
    void aReplicaThatChangesWithoutALogEntryIsFound() {
        hashes.sample(at(master("m1", 7, "x")));
        hashes.sample(at(master("m1", 7, "y")));
        assertThat(findings.violations()).hasSize(1);
    }

    @Test
    void anUnreachableMasterIsNotCompared() {
        assertThat(hashes.sample(at(master("m1", 7, "x"), master("m2", 0, "")))).isFalse();
        assertThat(findings.violations()).isEmpty();
    }
}
