package dev.jangada.master.replication;

import java.util.HexFormat;

/**
 * What two masters compare to show that they hold the same state.
 *
 * @param index the last log index applied
 * @param hash of the state then; equal on every master that has applied the same entries
 */
public record StateDigest(long index, long hash) {
    /** The hash for people. */
    public String hex() {
        return HexFormat.of().toHexDigits(hash);
    }
}
