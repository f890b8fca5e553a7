package dev.jangada.master.replication;

/** Hears when this master begins and ceases to lead. */
public interface LeadershipListener {
    /**
     * This master leads {@code term} and has applied everything of the terms before.
     *
     * @param outageMillis how long ago, on this master's monotonic clock, it last heard of the leader before; 0 if it
     *     never heard of one
     */
    void leading(long term, long outageMillis);

    /** This master does not lead any more; sessions of the term must end. */
    void notLeading();
}
