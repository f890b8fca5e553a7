package dev.jangada.engine.task;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counts of a running task. Owned by the task's thread. */
public final class CounterTally {

    /** How many names user code may count under. */
    public static final int MOST_NAMES = 100;
    /** How long such a name may be, in characters. */
    public static final int LONGEST_NAME = 100;

    private final Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    private final Map<String, long[]> user = new HashMap<>();

    /** Adds to one of the engine's counts; for sums over many records, not for each of them. */
    public void add(Counter counter, long n) {
        counts.merge(counter, n, Long::sum);
    }

    /**
     * Adds to one of the user's counts.
     *
     * @throws IllegalArgumentException beyond the limits
     */
    public void addUser(String name, long n) {
        long[] count = user.get(name);
        if (count == null) {
            count = define(name);
        }
        count[0] += n;
    }

    private long[] define(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of a counter has 1 to " + LONGEST_NAME + " characters, not "
                    + name.length() + ": '" + name.substring(0, Math.min(20, name.length())) + "...'");
        }
        if (user.size() == MOST_NAMES) {
            throw new IllegalArgumentException(
                    "counter '" + name + "' is one too many: a job counts under at most " + MOST_NAMES + " names");
        }
        long[] count = new long[1];
        user.put(name, count);
        return count;
    }

    /** The counts so far. */
    public Counters snapshot() {
        SortedMap<String, Long> builtIn = new TreeMap<>();
        counts.forEach((counter, count) -> {
            if (count != 0) {
                builtIn.put(counter.label(), count);
            }
        });
        SortedMap<String, Long> named = new TreeMap<>();
        user.forEach((name, count) -> named.put(name, count[0]));
        return new Counters(builtIn, named);
    }
}
