package dev.jangada.storage;

import java.util.List;

/**
 * What a look at every byte of a published output found.
 *
 * @param job the job that made it
 * @param parts how many parts its manifest lists
 * @param records the records of all parts, as its manifest has them
 * @param bytes the bytes of all parts, as its manifest has them
 * @param damages what is wrong, a sentence each that names the file; empty if the output is what was published
 */
public record OutputVerification(String job, int parts, long records, long bytes, List<String> damages) {

    /** Copies the list. */
    public OutputVerification {
        damages = List.copyOf(damages);
    }

    /** Whether every byte is what was published. */
    public boolean isIntact() {
        return damages.isEmpty();
    }
}
