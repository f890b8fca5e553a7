package dev.jangada.coordinator.state;

import dev.jangada.coordinator.WorkerRef;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which workers could not reach which holders of a job's map outputs, oldest first; evidence that passes: what a reader
 * reached since, and what is about another epoch, is dropped. Mutable, owned by its {@link Job}.
 */
final class Reach {
    private final Set<Unreached> failures = new LinkedHashSet<>();

    void add(Unreached failure) {
        if (failures.add(failure) && failures.size() > Limits.UNREACHED_PER_JOB) {
            failures.remove(failures.iterator().next());
        }
    }

    /** The reader has read every map output that there is. */
    void reachedAll(WorkerRef reader) {
        failures.removeIf(failure -> failure.reader().equals(reader));
    }

    /** The worker's epoch is over. */
    void forget(WorkerRef worker) {
        failures.removeIf(
                failure -> failure.reader().equals(worker) || failure.holder().equals(worker));
    }

    void clear() {
        failures.clear();
    }

    Collection<Unreached> all() {
        return Collections.unmodifiableSet(failures);
    }

    /** Adds nothing when there is nothing, so that states from before it was kept have the same hash. */
    void addTo(StableHash hash) {
        for (Unreached failure : failures) {
            hash.add(failure.reader().toString()).add(failure.holder().toString());
        }
    }
}
