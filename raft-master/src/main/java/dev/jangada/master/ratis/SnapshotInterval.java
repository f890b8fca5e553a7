package dev.jangada.master.ratis;

/**
 * How often a master takes a snapshot, other than by default. A log segment, the unit that is deleted, then holds about as
 * many entries as lie between two snapshots.
 *
 * @param entries after so many log entries a snapshot is taken
 * @param kept so many entries before the latest snapshot stay in the log, for followers that lag
 */
public record SnapshotInterval(long entries, long kept) {
    /** Fewer would keep the disk busy with snapshots. */
    public static final int ENTRIES_LEAST = 10;

    private static final long BYTES_AN_ENTRY = 256;
    private static final long SEGMENT_LEAST = 8 << 10;

    /** The size of a segment, at most the usual one. */
    long segmentBytes(long usual) {
        return Math.max(SEGMENT_LEAST, Math.min(usual, entries * BYTES_AN_ENTRY));
    }
}
