package dev.jangada.chaos.report;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.check.Findings.Violation;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.run.RunResult;
import dev.jangada.client.MastersStatus.Failover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run came to, for people. */
public final class ChaosReport {
    private final RunResult result;
    private final String commit;
    private final String replay;

    /**
     * A report.
     *
     * @param commit which Jangada it was
     * @param replay the command that has the same faults again
     */
    public ChaosReport(RunResult result, String commit, String replay) {
        this.result = result;
        this.commit = commit;
        this.replay = replay;
    }

    /** Writes {@code report.md} and {@code report.html}. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.md"), markdown());
        Files.writeString(directory.resolve("report.html"), new HtmlPage(result, title(), sections()).text());
    }

    private String title() {
        return "Chaos run, seed " + result.plan().seed() + ": " + (result.isGreen() ? "every check held" : "FAILED");
    }

    /** The whole report. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# " + title() + "\n\n");
        for (Section section : sections()) {
            text.append("## ").append(section.title()).append("\n\n");
            String head = "| " + String.join(" | ", section.columns()) + " |\n";
            text.append(head).append("|---".repeat(section.columns().size())).append("|\n");
            for (List<String> row : section.rows()) {
                text.append("| ")
                        .append(String.join(
                                " | ",
                                row.stream()
                                        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
                                        .toList()))
                        .append(" |\n");
            }
            text.append('\n');
        }
        text.append("## Time line\n\n```\n");
        result.timeline().entries().forEach(entry -> text.append(entry).append('\n'));
        return text.append("```\n").toString();
    }

    /** A table with a title. */
    record Section(String title, List<String> columns, List<List<String>> rows) {}

    private List<Section> sections() {
        return List.of(run(), checks(), violations(), faults(), times(), jobs());
    }

    private Section run() {
        return new Section(
                "Run",
                List.of("", ""),
                List.of(
                        List.of("cluster", result.target()),
                        List.of("seed", String.valueOf(result.plan().seed())),
                        List.of("commit", commit),
                        List.of("faults for", result.plan().lasts().toSeconds() + " s"),
                        List.of("replay", replay)));
    }

    private Section checks() {
        List<List<String>> rows = new ArrayList<>();
        for (Check check : Check.values()) {
            long broken = result.findings().violations().stream()
                    .filter(violation -> violation.check() == check)
                    .count();
            rows.add(List.of(
                    String.valueOf(check.letter()),
                    check.meaning(),
                    String.valueOf(result.findings().timesMade(check)),
                    broken == 0 ? "held" : broken + " broken"));
        }
        return new Section("Checks", List.of("", "has to hold", "times", "result"), rows);
    }

    private Section violations() {
        List<List<String>> rows = new ArrayList<>();
        for (Violation violation : result.findings().violations()) {
            rows.add(List.of(String.valueOf(violation.check().letter()), violation.what()));
        }
        return new Section(
                "What did not hold", List.of("", ""), rows.isEmpty() ? List.of(List.of("", "nothing")) : rows);
    }

    private Section faults() {
        List<List<String>> rows = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            String skipped = result.faults().skipped().get(kind);
            int done = result.faults().done().getOrDefault(kind, 0);
            String count = skipped != null ? "SKIPPED: " + skipped : String.valueOf(done);
            rows.add(List.of(
                    kind.option(), kind.meaning(), result.plan().faults().contains(kind) ? count : "not asked for"));
        }
        return new Section("Faults", List.of("kind", "what", "times"), rows);
    }

    private Section times() {
        List<Failover> failovers = result.faults().failovers();
        return new Section(
                "Times in ms",
                List.of("", "times", "p50", "p95", "max"),
                List.of(
                        row(
                                "election: from the last sign of the old leader until the new one is ready",
                                failovers.stream()
                                        .map(Failover::outage)
                                        .filter(outage -> !outage.isZero())
                                        .toList()),
                        row(
                                "from then until the next task is assigned",
                                failovers.stream()
                                        .flatMap(failover -> failover.firstAssignment().stream())
                                        .toList()),
                        row(
                                "from the end of a fault until the cluster is whole",
                                result.faults().recoveries()),
                        row("from then until a new job is done", result.faults().resumed())));
    }

    private static List<String> row(String what, List<Duration> times) {
        Percentiles percentiles = Percentiles.of(times);
        return List.of(
                what,
                String.valueOf(percentiles.count()),
                String.valueOf(percentiles.p50()),
                String.valueOf(percentiles.p95()),
                String.valueOf(percentiles.max()));
    }

    private Section jobs() {
        List<List<String>> rows = new ArrayList<>();
        result.ends().forEach((end, count) -> rows.add(List.of(end.toLowerCase(Locale.ROOT), String.valueOf(count))));
        rows.add(List.of("in all", String.valueOf(result.jobs())));
        return new Section("Jobs", List.of("ended as", "jobs"), rows);
    }
}
