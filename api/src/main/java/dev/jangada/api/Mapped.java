package dev.jangada.api;

/**
 * Pairs of key and value between map and reduce. Keys are compared by their encoded bytes.
 *
 * @param <K> the key
 * @param <V> the value
 */
public interface Mapped<K, V> {

    /** Chooses the partition of a key by a function of one's own instead of a hash. */
    Mapped<K, V> partitionBy(Partitioner<? super K> partitioner);

    /** Gives each partition a range of keys, by sampling the input: the parts in turn are then sorted as a whole. */
    Mapped<K, V> totalOrder();

    /**
     * Combines the values of one key before they travel. It may run never, once or several times on any of a key's values,
     * so it must not change what the reduce function makes of them.
     */
    Mapped<K, V> combine(CombineFunction<K, V> function);

    /** Adds the values of each key, which must be {@link Type#LONG}. Sums wrap around as {@code long} does. */
    Reduced<K, Long> sum();

    /** Takes the least value of each key; values must be {@link Type#LONG}. */
    Reduced<K, Long> min();

    /** Takes the greatest value of each key; values must be {@link Type#LONG}. */
    Reduced<K, Long> max();

    /** Counts the pairs of each key; the values do not matter and do not travel. */
    Reduced<K, Long> count();

    /** Calls a function once per key, in key order, with all values of the key. */
    <K2, V2> Reduced<K2, V2> reduce(Type<K2> keyType, Type<V2> valueType, ReduceFunction<K, V, K2, V2> function);

    /** Keeps every pair, sorted by key; pairs of one key stay in input order. */
    Reduced<K, V> sorted();
}
