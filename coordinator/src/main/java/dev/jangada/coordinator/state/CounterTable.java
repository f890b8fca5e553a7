package dev.jangada.coordinator.state;

import dev.jangada.coordinator.CounterSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A job's counters: each name once, in the order in which they came up, and the sums over the committed attempts. The
 * attempts keep their own as plain numbers by index. Mutable, owned by its {@link Job}.
 */
final class CounterTable {
    private final ArrayList<String> names = new ArrayList<>();
    private final TreeMap<String, Integer> indexes = new TreeMap<>();
    private long[] totals = {};

    static CounterTable of(ClusterImage.JobImage image) {
        CounterTable table = new CounterTable();
        image.counterNames().forEach(table::index);
        return table;
    }

    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    boolean knows(String name) {
        return indexes.containsKey(name);
    }

    /** The values of {@code set} by the index of their names; new names get an index. */
    long[] indexed(CounterSet set) {
        long[] values = {};
        for (var entry : set.values().entrySet()) {
            int index = index(entry.getKey());
            if (index >= values.length) {
                values = Arrays.copyOf(values, index + 1);
            }
            values[index] = entry.getValue();
        }
        return values;
    }

    void add(long[] values) {
        for (int i = 0; i < values.length; i++) {
            totals[i] += values[i];
        }
    }

    void subtract(long[] values) {
        for (int i = 0; i < values.length; i++) {
            totals[i] -= values[i];
        }
    }

    long total(int index) {
        return totals[index];
    }

    CounterSet totals() {
        TreeMap<String, Long> sums = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            sums.put(names.get(i), totals[i]);
        }
        return new CounterSet(sums);
    }

    void addTo(StableHash hash) {
        hash.add(names.size());
        for (int i = 0; i < names.size(); i++) {
            hash.add(names.get(i)).add(totals[i]);
        }
    }

    private int index(String name) {
        Integer known = indexes.get(name);
        if (known != null) {
            return known;
        }
        int index = names.size();
        names.add(name);
        indexes.put(name, index);
        totals = Arrays.copyOf(totals, index + 1);
        return index;
    }
}
