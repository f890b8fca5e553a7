package dev.jangada.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every schedule that has failed once: {@code jangada chaos sim --save} puts them there. */
class RegressionSimTest {
    private static final Path REGRESSIONS = Path.of("src/test/resources/regressions");

    @TestFactory
    List<DynamicTest> savedSchedulesHold() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(REGRESSIONS)) {
            for (Path file : files.sorted().toList()) {
                Schedule schedule = ScheduleText.read(Files.readString(file));
                tests.add(DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThat(Simulation.run(schedule).violation()).isEmpty()));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }
}
