package dev.jangada.master.leader;

import dev.jangada.master.replication.LeadershipListener;
import dev.jangada.master.replication.ReplicatedCore;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the session of the term that this master leads, while it leads one. Thread-safe. */
public final class LeaderSeat implements LeadershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderSeat.class);

    private final ReplicatedCore core;
    private final LeaderSurroundings surroundings;
    private final LeaderMeters meters = new LeaderMeters();
    private volatile @Nullable LeaderSession session;

    public LeaderSeat(ReplicatedCore core, LeaderSurroundings surroundings) {
        this.core = core;
        this.surroundings = surroundings;
    }

    /** The session, if this master leads and is ready. */
    public Optional<LeaderSession> session() {
        return Optional.ofNullable(session);
    }

    /** What the sessions of all terms decided. */
    public LeaderMeters meters() {
        return meters;
    }

    @Override
    public synchronized void leading(long term, long outageMillis) {
        end("a later term began");
        LOG.info("master={} leads term={} after {} ms without a leader", surroundings.self(), term, outageMillis);
        session = LeaderSession.start(term, outageMillis, core, surroundings, meters);
        notifyAll();
    }

    @Override
    public void notLeading() {
        end("master " + surroundings.self() + " does not lead any more");
    }

    /** Waits until this master leads and is ready. Returns whether that came in time. */
    public synchronized boolean await(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (session == null) {
            long leftMillis = (until - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    /** Ends the session, if there is one. */
    public synchronized void end(String why) {
        LeaderSession current = session;
        session = null;
        if (current != null) {
            current.end(why);
        }
    }
}
