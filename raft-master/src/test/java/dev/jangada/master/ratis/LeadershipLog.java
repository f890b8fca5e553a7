package dev.jangada.master.ratis;

import dev.jangada.master.replication.LeadershipListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a leadership listener hears, with the time. */
final class LeadershipLog implements LeadershipListener {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** A term that began ({@code term} above 0) or ended (0). */
    record Entry(long term, long outageMillis, long atNanos) {}

    @Override
    public void leading(long term, long outageMillis) {
        entries.add(new Entry(term, outageMillis, System.nanoTime()));
    }

    @Override
    public void notLeading() {
        entries.add(new Entry(0, 0, System.nanoTime()));
    }

    List<Entry> entries() {
        return entries;
    }

    Entry last() {
        return entries.get(entries.size() - 1);
    }
}
