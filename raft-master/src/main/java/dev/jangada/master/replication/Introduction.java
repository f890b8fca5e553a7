package dev.jangada.master.replication;

import java.util.List;
import java.util.Optional;

/**
 * A master as it introduces itself to another one.
 *
 * @param cluster its cluster
 * @param master its id
 * @param api where it answers, {@code host:port}
 * @param disk drawn at random when its directory was made; empty for one that has none yet
 * @param boot how often it was started on that disk
 * @param start drawn at random at each start, so that a copy of a disk that is started in its place has another one
 * @param generation of the cluster, as far as it knows: one more after each recovery from the loss of a majority
 * @param index a log index that it holds on disk and that is committed as far as it knows; when it starts, its last one
 * @param runs whether it takes part; false while it is about to start
 * @param known the masters that it has met
 */
public record Introduction(
        String cluster,
        String master,
        String api,
        String disk,
        long boot,
        String start,
        long generation,
        long index,
        boolean runs,
        List<Acquaintance> known) {
    public Introduction {
        known = List.copyOf(known);
    }

    /**
     * A master as another one remembers it.
     *
     * @param master its id
     * @param api where it answered
     * @param disk the disk that it ran on
     * @param boot how often it had been started on that disk
     * @param start the last of these starts
     * @param index the committed log index that it held
     */
    public record Acquaintance(String master, String api, String disk, long boot, String start, long index) {}

    /** What this master remembers of another one. */
    public Optional<Acquaintance> known(String other) {
        return known.stream()
                .filter(acquaintance -> acquaintance.master().equals(other))
                .findFirst();
    }
}
