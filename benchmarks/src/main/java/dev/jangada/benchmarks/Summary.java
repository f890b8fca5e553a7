package dev.jangada.benchmarks;

import java.util.List;

/** Median and extremes of some measurements, in their unit. */
public record Summary(double median, double minimum, double maximum) {
    /** Of at least one. */
    public static Summary of(List<? extends Number> values) {
        double[] sorted =
                values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there is nothing to summarise");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[sorted.length - 1]);
    }
}
