package dev.jangada.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.run.ChaosRun;
import dev.jangada.chaos.run.RunResult;
import dev.jangada.chaos.run.Timeline;
import dev.jangada.chaos.run.Timeline.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosReportTest {
    @TempDir
    private Path directory = Path.of("");

    private final Timeline timeline = new Timeline(entry -> {});
    private final Findings findings = new Findings(violation -> {});

    private ChaosReport report() {
        ChaosRun.Plan plan = new ChaosRun.Plan(
                42, Duration.ofMinutes(1), Set.of(FaultKind.KILL, FaultKind.CLOCK), 2, Duration.ofMinutes(1));
        RunResult result = new RunResult(
                plan,
                "3 masters",
                timeline,
                findings,
                Map.of("SUCCEEDED", 7, "FAILED", 2),
                new RunResult.Faults(
                        Map.of(FaultKind.KILL, 5),
                        Map.of(FaultKind.CLOCK, "libfaketime is not installed"),
                        List.of(),
                        Stream.iterate(1, number -> number + 1)
                                .limit(20)
                                .map(Duration::ofMillis)
                                .toList(),
                        List.of()));
        return new ChaosReport(result, "abc123", "jangada chaos run --seed 42");
    }

    @Test
    void aGreenRunSaysSoWithItsFigures() {
        findings.made(Check.JOBS_KEPT);
        assertThat(report().markdown())
                .contains("seed 42: every check held", "abc123", "jangada chaos run --seed 42")
                .contains("| kill | processes are killed | 5 |")
                .contains("SKIPPED: libfaketime is not installed")
                .contains("| pause | processes stand still, then go on | not asked for |")
                .contains("| from the end of a fault until the cluster is whole | 20 | 10 | 19 | 20 |")
                .contains("| in all | 9 |");
    }

    @Test
    void aViolationIsInTheTitleAndInTheTable() {
        findings.broken(Check.OUTPUT_RIGHT, "job-1: one | too many");
        assertThat(report().markdown()).contains("FAILED", "| B | job-1: one \\| too many |", "1 broken");
    }

    @Test
    void thePageHasAPictureAndEscapesWhatItShows() throws IOException {
        timeline.add(What.FAULT, "#1 kill: SIGKILL of <m1>");
        timeline.add(What.HEALED, "#1 kill");
        report().write(directory);
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("<svg", "<rect", "SIGKILL of &lt;m1&gt;", "</html>")
                .doesNotContain("<m1>");
        assertThat(directory.resolve("report.md")).isNotEmptyFile();
    }
}
