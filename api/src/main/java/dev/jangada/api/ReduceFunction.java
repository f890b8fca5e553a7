package dev.jangada.api;

/**
 * Turns a key and its values into pairs.
 *
 * @param <K> the key
 * @param <V> the value
 * @param <K2> the key that it puts out
 * @param <V2> the value that it puts out
 */
@FunctionalInterface
public interface ReduceFunction<K, V, K2, V2> {

    /** Called once per key, in key order; key and values are valid until it returns. */
    void reduce(K key, Values<V> values, Emitter<K2, V2> out) throws Exception;
}
