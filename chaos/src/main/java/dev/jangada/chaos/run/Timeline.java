package dev.jangada.chaos.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What happened in a run, in the order in which it was learned. Thread-safe. */
public final class Timeline {
    private static final int MOST = 20_000;

    private final long startNanos = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();
    private final Consumer<Entry> listener;

    /** What an entry tells. */
    public enum What {
        /** A fault began. */
        FAULT,
        /** A fault was ended. */
        HEALED,
        /** The cluster is whole again. */
        WHOLE,
        /** A fault found nothing to hit, the machine refused it, or a kind is not available. */
        SKIPPED,
        /** A new leader is ready. */
        ELECTION,
        /** A job was done that was submitted after a fault had been healed. */
        WORK_RESUMED,
        /** A check did not hold. */
        VIOLATION,
        /** Something else worth knowing. */
        NOTE
    }

    /**
     * One thing that happened.
     *
     * @param at how long after the start of the run
     * @param what its kind
     * @param text a few words
     */
    public record Entry(Duration at, What what, String text) {
        @Override
        public String toString() {
            return "%8.3f s  %-12s %s".formatted(at.toMillis() / 1000.0, what, text);
        }
    }

    /** An empty time line that begins now; the listener is told of each entry. */
    public Timeline(Consumer<Entry> listener) {
        this.listener = listener;
    }

    /** How long it is. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Adds an entry. */
    public void add(What what, String text) {
        Entry entry = new Entry(elapsed(), what, text);
        synchronized (this) {
            if (entries.size() >= MOST) {
                return;
            }
            entries.add(entry);
        }
        listener.accept(entry);
    }

    /** All entries; at most 20,000. */
    public synchronized List<Entry> entries() {
        return new ArrayList<>(entries);
    }
}
