package dev.jangada.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * An endless list of faults that a seed determines, one at a time. Not thread-safe.
 *
 * <p>A fault lasts one to eight seconds: shorter and longer than an election (about a second) and a worker's lease (5 s).
 * The pauses between leave time for recovery, but not always enough for all jobs to end.
 */
public final class FaultSchedule {
    private static final int SHORTEST_MILLIS = 1_000;
    private static final int LONGEST_MILLIS = 8_000;
    private static final int SOONEST_MILLIS = 500;
    private static final int LATEST_MILLIS = 4_000;

    private final Random random;
    private final List<FaultKind> kinds;
    private List<FaultKind> order = List.of();
    private int number;

    /**
     * Begins a schedule.
     *
     * @param seed determines everything
     * @param kinds what to choose from; at least one. A kind that is given twice comes twice as often
     */
    public FaultSchedule(long seed, Collection<FaultKind> kinds) {
        this.random = new Random(seed);
        this.kinds = kinds.stream().sorted().toList();
        if (this.kinds.isEmpty()) {
            throw new IllegalArgumentException("a schedule needs at least one kind of fault");
        }
    }

    /** The next fault. Each kind comes before any comes again, so that a short run has all of them. */
    public PlannedFault next() {
        if (number % kinds.size() == 0) {
            shuffle();
        }
        FaultKind kind = order.get(number % kinds.size());
        number++;
        Duration after = Duration.ofMillis(SOONEST_MILLIS + random.nextInt(LATEST_MILLIS - SOONEST_MILLIS));
        Duration lasts = Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
        return new PlannedFault(number, after, kind, random.nextLong(), lasts);
    }

    private void shuffle() {
        List<FaultKind> next = new ArrayList<>(kinds);
        Collections.shuffle(next, random);
        order = next;
    }
}
