package dev.jangada.benchmarks.suite;

import dev.jangada.benchmarks.Summary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Seconds of each contestant for each workload, as a table of medians, extremes and ratios. */
final class Results {
    private final Map<Workload, Map<String, List<Double>>> seconds = new EnumMap<>(Workload.class);
    private final String measure;

    /** Ratios are to the contestant {@code measure}. */
    Results(String measure) {
        this.measure = measure;
    }

    void add(Workload workload, String contestant, double time) {
        seconds.computeIfAbsent(workload, key -> new LinkedHashMap<>())
                .computeIfAbsent(contestant, key -> new ArrayList<>())
                .add(time);
    }

    /** A table in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append("| job | by | median s | min to max | times as long as ")
                .append(measure)
                .append(" |\n");
        table.append("|---|---|---|---|---|\n");
        seconds.forEach((workload, byName) -> byName.forEach((name, times) -> {
            Summary summary = Summary.of(times);
            Summary base = Summary.of(byName.getOrDefault(measure, times));
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.2f to %.2f | %.2f |%n",
                    workload.title(),
                    name,
                    summary.median(),
                    summary.minimum(),
                    summary.maximum(),
                    summary.median() / base.median()));
        }));
        return table.toString();
    }
}
