package dev.jangada.master.ratis;

import java.time.Duration;

/**
 * Timeouts and sizes of raft. The values of {@link #cluster} and {@link #single} were measured; see
 * docs/formats/log.md for the sizes that bound each other.
 *
 * @param electionTimeoutMin a follower that hears nothing for so long, or up to the maximum, wants to lead
 * @param electionTimeoutMax the maximum
 * @param firstElectionMin the same for the first election after a start
 * @param firstElectionMax the same for the first election after a start
 * @param stepDownAfter a leader that hears of no majority for so long steps down
 * @param closeAfterPause a process that stood still for longer closes its replica
 * @param segmentBytes size of a log segment
 * @param preallocatedBytes by how much a segment's file grows
 * @param snapshotEntries after so many entries a snapshot is taken
 * @param snapshotsKept so many snapshots are kept
 * @param entriesKept so many entries before the latest snapshot stay in the log, for followers that lag
 * @param snapshotAtStop whether a clean stop takes a snapshot
 * @param freeSpaceMinBytes with less free space the replica does not start, and the watch warns
 */
public record RaftTuning(
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Duration firstElectionMin,
        Duration firstElectionMax,
        Duration stepDownAfter,
        Duration closeAfterPause,
        long segmentBytes,
        long preallocatedBytes,
        long snapshotEntries,
        int snapshotsKept,
        long entriesKept,
        boolean snapshotAtStop,
        long freeSpaceMinBytes) {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    /** For a group of 3 or 5 masters, and for one that may grow. */
    public static RaftTuning cluster() {
        return new RaftTuning(
                Duration.ofMillis(500),
                Duration.ofMillis(900),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(300),
                8 * MIB,
                MIB,
                50_000,
                3,
                20_000,
                true,
                256 * MIB);
    }

    /** For an embedded master, which stays alone: at once ready, and unmoved when a laptop sleeps. */
    public static RaftTuning single() {
        return new RaftTuning(
                Duration.ofMillis(300),
                Duration.ofMillis(600),
                Duration.ofMillis(1),
                Duration.ofMillis(10),
                Duration.ofHours(1),
                Duration.ofDays(1),
                8 * MIB,
                64 * KIB,
                20_000,
                2,
                0,
                false,
                64 * MIB);
    }

    /** The same with other snapshots. */
    public RaftTuning withSnapshots(SnapshotInterval interval) {
        return withSnapshots(interval.entries(), interval.kept(), interval.segmentBytes(segmentBytes));
    }

    /** The same with snapshots after every {@code entries} entries, in small segments, and {@code kept} entries kept. */
    public RaftTuning withSnapshots(long entries, long kept, long bytesPerSegment) {
        return new RaftTuning(
                electionTimeoutMin,
                electionTimeoutMax,
                firstElectionMin,
                firstElectionMax,
                stepDownAfter,
                closeAfterPause,
                bytesPerSegment,
                Math.min(preallocatedBytes, bytesPerSegment),
                entries,
                snapshotsKept,
                kept,
                snapshotAtStop,
                freeSpaceMinBytes);
    }
}
