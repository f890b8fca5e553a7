package dev.jangada.api;

/**
 * Turns several values of a key into fewer; the key stays what it is.
 *
 * @param <K> the key
 * @param <V> the value
 */
@FunctionalInterface
public interface CombineFunction<K, V> {

    /** Called with some of the values of a key; key and values are valid until it returns. */
    void combine(K key, Values<V> values, Output<V> out) throws Exception;
}
