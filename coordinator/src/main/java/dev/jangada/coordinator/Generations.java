package dev.jangada.coordinator;

/**
 * Generations of a cluster, told from its raft terms. A recovery from the loss of a majority begins a new generation, with
 * terms above all that the old one can have had. So whoever compares terms, as workers do, tells the generations apart,
 * and masters of the old one lead nobody who has seen the new one. The epochs of workers begin above those of earlier
 * generations, too: what was forgotten by the masters that are left can't be mistaken for what they know.
 */
public final class Generations {
    /** Terms in a generation; an election a second would take thirty years to use them up. */
    public static final long TERMS = 1_000_000_000;

    private Generations() {}

    /** The generation that a term belongs to; the first is 0. */
    public static long of(long term) {
        return term / TERMS;
    }

    /** The term before the first one of a generation; the same for the epochs of workers. */
    public static long termBefore(long generation) {
        return generation * TERMS;
    }
}
