package dev.jangada.master.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LogClockTest {
    private static final long HOUR = 3_600_000;

    private long wall = 1_000 * HOUR;
    private long monotonic = 5;
    private final LogClock clock = new LogClock(() -> wall, () -> monotonic);

    private void pass(long millis) {
        wall += millis;
        monotonic += millis;
    }

    @Test
    void timeIsTheWallClock() {
        assertThat(clock.millis(0)).isEqualTo(wall);
        pass(700);
        assertThat(clock.millis(0)).isEqualTo(wall);
    }

    @Test
    @Tag("scenario:time-master")
    void timeGoesOnAlthoughTheWallClockJumpedBack() {
        long before = clock.millis(0);
        wall -= HOUR;
        pass(1_000);
        assertThat(clock.millis(before)).isEqualTo(before + 900);
    }

    @Test
    void timeGoesOnFromAStateThatIsAhead() {
        long state = wall + HOUR;
        assertThat(clock.millis(state)).isEqualTo(state);
        pass(100);
        assertThat(clock.millis(state)).isEqualTo(state + 90);
    }

    @Test
    void timeMeetsTheWallClockAgain() {
        long state = wall + HOUR;
        clock.millis(state);
        for (int i = 0; i < 11; i++) {
            pass(HOUR);
            state = clock.millis(state);
        }
        assertThat(state).isEqualTo(wall);
    }

    @Test
    void manyLooksInOneMillisecondDoNotStopTheTime() {
        long state = wall + HOUR;
        clock.millis(state);
        for (int i = 0; i < 1_000; i++) {
            pass(1);
            clock.millis(state);
        }
        assertThat(clock.millis(state)).isEqualTo(state + 900);
    }
}
