package dev.jangada.worker.executor;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The jobs whose children have nothing to do, the longest idle first. Each child may take a whole heap, so only a few are
 * kept. Thread-safe.
 */
final class IdleChildren {

    private final int most;
    private final Set<ChildJob> jobs = new LinkedHashSet<>();

    IdleChildren(int most) {
        this.most = most;
    }

    /** A child became idle. Returns the job whose child has to go for it, if there are too many now. */
    synchronized Optional<ChildJob> add(ChildJob job) {
        jobs.remove(job);
        jobs.add(job);
        if (jobs.size() <= most) {
            return Optional.empty();
        }
        Iterator<ChildJob> eldest = jobs.iterator();
        Optional<ChildJob> goes = Optional.of(eldest.next());
        eldest.remove();
        return goes;
    }

    /** A child is busy again, or gone. */
    synchronized void remove(ChildJob job) {
        jobs.remove(job);
    }
}
