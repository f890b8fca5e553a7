package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.NotLeadingException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProposalsTest {
    private final Proposals proposals = new Proposals(Runnable::run, 2);

    private CompletableFuture<Applied> add(long term, long batch) {
        return Objects.requireNonNull(proposals.add(term, batch));
    }

    @Test
    void proposalCompletesWhenItIsApplied() {
        CompletableFuture<Applied> future = add(3, 1);
        Applied applied = new Applied(3, 10, List.of());
        proposals.applied(3, 1, applied);
        assertThat(future).isCompletedWithValue(applied);
        assertThat(proposals.size()).isZero();
    }

    @Test
    void entryOfAnEarlierProcessIsNotMistakenForAProposal() {
        CompletableFuture<Applied> future = add(3, 1);
        proposals.applied(2, 1, new Applied(2, 9, List.of()));
        assertThat(future).isNotDone();
    }

    @Test
    void boundTurnsProposalsAway() {
        assertThat(proposals.add(3, 1)).isNotNull();
        assertThat(proposals.add(3, 2)).isNotNull();
        assertThat(proposals.add(3, 3)).isNull();
        proposals.unknown(1, "test");
        assertThat(proposals.add(3, 3)).isNotNull();
    }

    @Test
    void lostLeadershipLeavesEveryOutcomeUnknown() {
        CompletableFuture<Applied> first = add(3, 1);
        CompletableFuture<Applied> second = add(3, 2);
        proposals.allUnknown("test");
        assertThat(first)
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(NotLeadingException.class);
        assertThat(second).isCompletedExceptionally();
        assertThat(proposals.unknown(1, "again")).isFalse();
    }
}
