package dev.jangada.api;

/**
 * Turns a record into pairs.
 *
 * @param <T> the record
 * @param <K> the key
 * @param <V> the value
 */
@FunctionalInterface
public interface MapFunction<T, K, V> {

    /** Called once per record; the record is valid until it returns. */
    void map(T record, Emitter<K, V> out) throws Exception;
}
