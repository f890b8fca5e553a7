package dev.jangada.engine.collect;

import dev.jangada.engine.run.KeyBytes;

/** Keys that {@link KeySorter} can ask for by id. */
interface SortKeys {

    /** The {@link KeyBytes#sortWord} of a key from a depth on, which is a multiple of {@link KeyBytes#SORT_BYTES}. */
    long word(int id, int depth);

    /** Compares what follows such a depth in two keys. */
    int compareFrom(int a, int b, int depth);
}
