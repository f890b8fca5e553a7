package dev.jangada.engine.task;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of one or more tasks. Immutable.
 *
 * @param builtIn by the {@linkplain Counter#label() labels} of the engine's counters; zeros are left out
 * @param user by the names that user code chose
 */
public record Counters(SortedMap<String, Long> builtIn, SortedMap<String, Long> user) {

    /** No counts. */
    public static final Counters NONE = new Counters(new TreeMap<>(), new TreeMap<>());

    /** Copies the maps. */
    public Counters {
        builtIn = Collections.unmodifiableSortedMap(new TreeMap<>(builtIn));
        user = Collections.unmodifiableSortedMap(new TreeMap<>(user));
    }

    /** One of the engine's counts. */
    public long get(Counter counter) {
        return builtIn.getOrDefault(counter.label(), 0L);
    }

    /** One of the user's counts; 0 when it was never counted. */
    public long user(String name) {
        return user.getOrDefault(name, 0L);
    }

    /** The counts of both. */
    public Counters plus(Counters other) {
        return new Counters(add(builtIn, other.builtIn), add(user, other.user));
    }

    private static SortedMap<String, Long> add(Map<String, Long> a, Map<String, Long> b) {
        SortedMap<String, Long> sum = new TreeMap<>(a);
        b.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
