package dev.jangada.benchmarks.suite;

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
            double median = median(times);
            List<Double> base = byName.getOrDefault(measure, times);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.2f to %.2f | %.2f |%n",
                    workload.title(),
                    name,
                    median,
                    times.stream().mapToDouble(time -> time).min().orElseThrow(),
                    times.stream().mapToDouble(time -> time).max().orElseThrow(),
                    median / median(base)));
        }));
        return table.toString();
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
