package dev.jangada.chaos.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.fault.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VariantsTest {
    private static final Path SCENARIOS = Path.of("../house-rules/src/test/resources/scenarios.txt");

    /** Making a client of an engine does not call it. */
    private static List<Variant> all() throws IOException {
        try (Engine engine = new Engine()) {
            ContainerCluster cluster =
                    new ContainerCluster(engine, "none", Path.of("none"), new ContainerCluster.Form("none", 3, 3, 1));
            return ContainerTarget.variants(cluster).values().stream()
                    .flatMap(List::stream)
                    .toList();
        }
    }

    @Test
    void everyScenarioIsOnTheList() throws IOException {
        Set<String> known = Files.readAllLines(SCENARIOS).stream()
                .filter(line -> line.contains(" | "))
                .map(line -> line.substring(0, line.indexOf(" | ")))
                .collect(Collectors.toSet());
        List<String> played = all().stream()
                .map(Variant::scenario)
                .filter(id -> !id.isEmpty())
                .toList();
        assertThat(known).containsAll(played);
        assertThat(played).doesNotHaveDuplicates().hasSizeGreaterThan(12);
    }

    @Test
    void kindsWithoutVariantsAreReportedAsUnavailable() throws IOException {
        try (Engine engine = new Engine()) {
            ContainerCluster cluster =
                    new ContainerCluster(engine, "none", Path.of("none"), new ContainerCluster.Form("none", 3, 3, 1));
            assertThat(ContainerTarget.variants(cluster))
                    .containsOnlyKeys(FaultKind.KILL, FaultKind.PAUSE, FaultKind.PARTITION, FaultKind.SLOW);
        }
    }
}
