package dev.jangada.api;

/**
 * Chooses the partition of a key.
 *
 * @param <K> the key
 */
@FunctionalInterface
public interface Partitioner<K> {

    /** A number from 0 up to {@code partitions}, always the same for equal keys. */
    int partition(K key, int partitions);
}
