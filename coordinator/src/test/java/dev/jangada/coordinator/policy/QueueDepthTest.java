package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueDepthTest {
    @ParameterizedTest
    @CsvSource({"NaN, 2", "1000, 2", "61, 2", "60, 4", "20, 8", "1, 122", "0.5, 128", "0, 128"})
    void shortTasksQueueUpToSixtyMilliseconds(double meanRunMillis, int places) {
        assertThat(QueueDepth.places(2, meanRunMillis)).isEqualTo(places);
    }
}
