package dev.jangada.api;

import java.util.function.Predicate;

/**
 * Records on their way through a map task.
 *
 * @param <T> what a record is
 */
public interface Source<T> {

    /** Keeps the records that a predicate accepts. */
    Source<T> filter(Predicate<? super T> predicate);

    /** Replaces each record by none, one or more others; the type says how {@link #writeText()} shows them. */
    <V> Source<V> flatMap(Type<V> type, FlatMapFunction<? super T, V> function);

    /** Turns records into pairs of key and value, to be grouped by key. */
    <K, V> Mapped<K, V> map(Type<K> keyType, Type<V> valueType, MapFunction<? super T, K, V> function);

    /** Ends a map-only job: writes each record as a line, in input order over the parts {@code part-m-...}. */
    void writeText();

    /** Ends a map-only job: writes the bytes of each record with nothing between. */
    void writeRaw();

    /** Ends a map-only job without output. */
    void discard();
}
