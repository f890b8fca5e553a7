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
     * Groups by the first components of a key of {@link Type#record}, while the others still sort: a reduce function is
     * called once for all keys that are equal in them, with the first of these keys, and its values come in the order of the
     * whole keys (a secondary sort). Goes with {@code reduce}; a partitioner of one's own must look at these components only.
     *
     * @param components how many, at least 1 and fewer than the key has
     */
    Mapped<K, V> groupBy(int components);

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

    /** Takes the mean of the values of each key, which must be {@link Type#LONG}: from an exact sum, whatever their order. */
    Reduced<K, Double> average();

    /**
     * Keeps the {@code most} greatest values of each key, the greatest first, by the order of the values' encoding.
     *
     * @param most from 1 to 100,000; so many are held in memory
     */
    Reduced<K, V> top(int most);

    /** Keeps the first pair of each key, in input order. */
    Reduced<K, V> distinct();

    /** Calls a function once per key, in key order, with all values of the key. */
    <K2, V2> Reduced<K2, V2> reduce(Type<K2> keyType, Type<V2> valueType, ReduceFunction<K, V, K2, V2> function);

    /** Keeps every pair, sorted by key; pairs of one key stay in input order. */
    Reduced<K, V> sorted();
}
