package dev.jangada.engine.collect;

/** Keys that {@link KeySorter} can ask for by id. */
interface SortKeys {

    /** The word of a key at a depth in bytes, which is a multiple of 8: padded with zeros, 0 beyond the end. */
    long word(int id, int depth);

    /** How long a key is. */
    int length(int id);

    /** Compares what follows a depth, which is a multiple of 8, in two keys. */
    int compareFrom(int a, int b, int depth);
}
