package dev.jangada.api;

/**
 * Turns a record into none, one or more others.
 *
 * @param <T> the record
 * @param <V> the record that it puts out
 */
@FunctionalInterface
public interface FlatMapFunction<T, V> {

    /** Called once per record; the record is valid until it returns. */
    void map(T record, Output<V> out) throws Exception;
}
