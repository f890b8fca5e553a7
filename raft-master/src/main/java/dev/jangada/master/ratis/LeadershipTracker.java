package dev.jangada.master.ratis;

import dev.jangada.master.replication.LeadershipListener;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Whether this master leads, and in which term, as told by the raft library's callbacks; passes changes on in order.
 * Guarded by itself. Its methods never block: callbacks arrive under locks of the raft library.
 */
final class LeadershipTracker {
    private final Executor callbacks;
    private long configurationTerm;
    private volatile long readyTerm;
    private long outageMillis;
    private @Nullable LeadershipListener listener;

    /** @param callbacks runs one task after the other, on another thread */
    LeadershipTracker(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /** The term in which this master leads and may answer for the cluster; 0 if it does not. */
    long readyTerm() {
        return readyTerm;
    }

    /** The configuration entry that each new leader begins its term with was applied. */
    synchronized void configurationApplied(long term) {
        configurationTerm = term;
    }

    /** This master leads the term of the last configuration entry, and has applied all that came before. */
    synchronized void ready(long outage) {
        if (readyTerm == configurationTerm) {
            return;
        }
        lost();
        long term = configurationTerm;
        readyTerm = term;
        outageMillis = outage;
        LeadershipListener current = listener;
        if (current != null) {
            callbacks.execute(() -> current.leading(term, outage));
        }
    }

    /** This master does not lead, or is not sure of it any more. */
    synchronized void lost() {
        if (readyTerm == 0) {
            return;
        }
        readyTerm = 0;
        LeadershipListener current = listener;
        if (current != null) {
            callbacks.execute(current::notLeading);
        }
    }

    /** Ends what is left of a term that the raft library has ended without telling: a net under the callbacks. */
    synchronized void reconcile(boolean leads, long term) {
        if (readyTerm != 0 && (!leads || term != readyTerm)) {
            lost();
        }
    }

    /** Registers the listener; it hears at once if this master leads already. */
    synchronized void listen(LeadershipListener newListener) {
        if (listener != null) {
            throw new IllegalStateException("there is a listener to leadership already");
        }
        listener = newListener;
        long term = readyTerm;
        long outage = outageMillis;
        if (term != 0) {
            callbacks.execute(() -> newListener.leading(term, outage));
        }
    }
}
