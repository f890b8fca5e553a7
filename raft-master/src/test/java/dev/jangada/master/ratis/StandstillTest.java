package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StandstillTest {
    private static final long BEGIN = Long.MAX_VALUE - 1_000_000; // the clock may wrap around

    private final Standstill standstill = new Standstill(BEGIN);

    private boolean look(long applied, long committed, long millis) {
        return standstill.isToBeTold(applied, committed, BEGIN + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void isToldWhenNothingIsAppliedForHalfAMinuteAndAgainHalfAMinuteLater() {
        assertThat(look(0, 5, 10)).isFalse();
        assertThat(look(0, 9, 30_009)).isFalse();
        assertThat(look(0, 9, 30_010)).isTrue();
        assertThat(look(0, 9, 30_060)).isFalse();
        assertThat(look(0, 12, 60_010)).isTrue();
    }

    @Test
    void oneThatAppliesIsNotAtAStandstillHoweverFarBehind() {
        for (int i = 0; i < 10; i++) {
            assertThat(look(i, 1_000_000, i * 29_000L)).isFalse();
        }
    }

    @Test
    void oneThatHasAllIsNotAtAStandstill() {
        assertThat(look(7, 7, 0)).isFalse();
        assertThat(look(7, 7, 100_000)).isFalse();
        assertThat(look(7, 6, 200_000)).isFalse();
        assertThat(look(7, 8, 229_999)).isFalse();
        assertThat(look(7, 8, 230_000)).isTrue();
    }
}
