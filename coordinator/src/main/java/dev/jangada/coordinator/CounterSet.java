package dev.jangada.coordinator;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Immutable named sums, ordered by name. A task's counters count once, whatever the number of its attempts. */
public record CounterSet(SortedMap<String, Long> values) {
    public static final CounterSet EMPTY = new CounterSet(new TreeMap<>());

    public CounterSet {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The sums of this and {@code other}. */
    public CounterSet plus(CounterSet other) {
        return combined(other, 1);
    }

    /** This less {@code other}; used when a committed output is lost. */
    public CounterSet minus(CounterSet other) {
        return combined(other, -1);
    }

    private CounterSet combined(CounterSet other, int sign) {
        if (other.values.isEmpty()) {
            return this;
        }
        TreeMap<String, Long> sums = new TreeMap<>(values);
        other.values.forEach((name, value) -> sums.merge(name, sign * value, Long::sum));
        return new CounterSet(sums);
    }
}
