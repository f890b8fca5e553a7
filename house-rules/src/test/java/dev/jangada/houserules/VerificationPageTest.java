package dev.jangada.houserules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationPageTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios.txt");
    private static final String BEGIN = "<!-- scenarios: generated";
    private static final String END = "<!-- end of scenarios -->";

    @Test
    void tableOfScenariosIsUpToDate() throws IOException {
        Path project = SourceFile.project();
        ScenarioTable table = new ScenarioTable(
                Scenario.parse(Files.readAllLines(SCENARIOS)), CoveringTest.in(SourceFile.ofAllModules()));
        assertThat(table.unknownTags())
                .as("tags that name no scenario of scenarios.txt")
                .isEmpty();

        Path page = project.resolve("docs/verification.md");
        List<String> lines = Files.readAllLines(page);
        int begin = indexOf(lines, BEGIN);
        int end = indexOf(lines, END);
        if (Boolean.getBoolean("verification.update")) {
            List<String> updated = new java.util.ArrayList<>(lines.subList(0, begin + 1));
            updated.addAll(table.lines(new TestReports(project)::resultOf));
            updated.addAll(lines.subList(end, lines.size()));
            Files.write(page, updated);
            lines = updated;
            end = indexOf(lines, END);
        }
        assertThat(withoutResults(lines.subList(begin + 1, end)))
                .as("the scenarios in docs/verification.md are old; after a run of all tests write them again with"
                        + " mvn -pl house-rules test -Dtest=VerificationPageTest -Dverification.update=true")
                .isEqualTo(withoutResults(table.lines(test -> "")));
    }

    /** What became of a test differs from machine to machine; which tests there are does not. */
    private static List<String> withoutResults(List<String> lines) {
        return lines.stream()
                .map(line -> line.startsWith("|") ? line.replaceFirst("\\|[^|]*\\|$", "|") : line)
                .toList();
    }

    private static int indexOf(List<String> lines, String marker) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(marker)) {
                return i;
            }
        }
        throw new AssertionError("docs/verification.md lacks the line that begins with " + marker);
    }

    @Test
    void testsAreFoundByTheirTags() {
        String text = """
                package p;
                @Tag("processes")
                class BreakIT {
                    @Test
                    @Tag("scenario:worker-slow")
                    @Tag("scenario:worker-all-gone")
                    void slowAndGone() {}
                    @Test
                    void other() {}
                }
                """;
        List<CoveringTest> found = CoveringTest.in(List.of(new SourceFile("chaos/src/test/java/p/BreakIT.java", text)));

        assertThat(found)
                .containsExactly(
                        new CoveringTest("worker-slow", "chaos", "p.BreakIT", "slowAndGone", true),
                        new CoveringTest("worker-all-gone", "chaos", "p.BreakIT", "slowAndGone", true));
        assertThat(found.get(0).where()).isEqualTo("processes");
    }

    @Test
    void tableSaysWhatIsNotCoveredAndWhy() {
        List<Scenario> scenarios =
                Scenario.parse(List.of("ROW Worker", "a | a dies", "b | b dies | no machine has it", "c | c dies"));
        CoveringTest test = new CoveringTest("c", "chaos", "p.BreakIT", "dies", true);
        ScenarioTable table = new ScenarioTable(scenarios, List.of(test, new CoveringTest("d", "m", "T", "x", false)));

        assertThat(table.unknownTags()).containsExactly("T.x: scenario:d");
        assertThat(table.lines(each -> "passed"))
                .contains(
                        "1 of 3 scenarios are covered, 1 of them by tests that start real processes or containers.",
                        "| a dies | *no test yet* | | |",
                        "| b dies | *no machine has it* | | |",
                        "| c dies | `BreakIT.dies` (chaos) | processes | passed |");
    }
}
