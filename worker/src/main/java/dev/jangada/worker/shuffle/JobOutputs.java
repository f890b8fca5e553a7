package dev.jangada.worker.shuffle;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.worker.shuffle.MapOutputTable.Place;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The map outputs of a job, for the reduce attempts that wait for them. Thread-safe. */
public final class JobOutputs {

    private final MapOutputTable table;

    /** Knows of no outputs yet. */
    public JobOutputs(String job) {
        this.table = new MapOutputTable(job);
    }

    /** Applies what changed, and wakes those who wait. */
    public synchronized void apply(MapOutputs changes) {
        table.apply(changes);
        notifyAll();
    }

    /** All that is known, as a change from version 0. */
    public synchronized MapOutputs snapshot() {
        return table.snapshot();
    }

    /** The version that is known. */
    public synchronized long version() {
        return table.version();
    }

    /** The current output of a map; empty while there is none. */
    public synchronized Optional<Place> place(int map) {
        return table.place(map);
    }

    /**
     * Waits until a version is known that is later than another, or until the time is up.
     *
     * @return the version that is known
     */
    public synchronized long awaitAfter(long version, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (table.version() <= version) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return table.version();
    }

    /** The latest version that held all of these outputs, as far as is known. */
    public synchronized long consumedVersion(Collection<AttemptRef> consumed) {
        long latest = table.version();
        for (AttemptRef map : consumed) {
            latest = Math.min(latest, table.lastVersionOf(map));
        }
        return latest;
    }
}
