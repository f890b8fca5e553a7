package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeadershipTrackerTest {
    private final LeadershipTracker tracker = new LeadershipTracker(Runnable::run);
    private final LeadershipLog log = new LeadershipLog();

    private void becomeReady(long term) {
        tracker.configurationApplied(term);
        tracker.ready(70);
    }

    @Test
    void listenerHearsTermAndOutage() {
        tracker.listen(log);
        becomeReady(4);
        assertThat(tracker.readyTerm()).isEqualTo(4);
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.term()).isEqualTo(4);
            assertThat(entry.outageMillis()).isEqualTo(70);
        });
    }

    @Test
    void listenerThatComesLateHearsOfTheLeadershipThatIs() {
        becomeReady(4);
        tracker.listen(log);
        assertThat(log.last().term()).isEqualTo(4);
    }

    @Test
    void everyTermEndsBeforeTheNextBegins() {
        tracker.listen(log);
        becomeReady(4);
        becomeReady(6);
        tracker.lost();
        tracker.lost();
        assertThat(log.entries().stream().map(LeadershipLog.Entry::term)).containsExactly(4L, 0L, 6L, 0L);
    }

    @Test
    void watchEndsALeadershipThatWasDroppedWithoutAWord() {
        tracker.listen(log);
        becomeReady(4);
        tracker.reconcile(true, 4);
        assertThat(tracker.readyTerm()).isEqualTo(4);
        tracker.reconcile(false, 5);
        assertThat(tracker.readyTerm()).isZero();
        assertThat(log.last().term()).isZero();
    }
}
