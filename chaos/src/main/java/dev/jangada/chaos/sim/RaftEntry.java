package dev.jangada.chaos.sim;

import com.google.protobuf.ByteString;
import dev.jangada.coordinator.Command;
import java.util.List;

/**
 * An entry of the log. Its bytes are never changed.
 *
 * @param index its place
 * @param term the term in which it was appended
 * @param batch what the product proposed; that of the library itself is {@link #LIBRARY}
 */
record RaftEntry(long index, long term, Batch batch) {
    /** The first entry of a term, which is the library's own. */
    static final Batch LIBRARY = new Batch(ByteString.EMPTY, List.of(), 0, "");

    /**
     * A batch on its way.
     *
     * @param bytes as the product encoded it; all that replicas see
     * @param commands what was encoded, for the checks
     * @param leaderTerm the term that its proposer led
     * @param proposer who proposed it
     */
    record Batch(ByteString bytes, List<Command> commands, long leaderTerm, String proposer) {}

    ByteString bytes() {
        return batch.bytes();
    }

    boolean isOfLibrary() {
        return batch.bytes().isEmpty();
    }
}
