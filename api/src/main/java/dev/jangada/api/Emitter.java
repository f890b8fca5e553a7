package dev.jangada.api;

/**
 * Takes pairs from user code. They are copied before {@code emit} returns, so views may be reused. The overloads avoid
 * boxing; they need the fitting types: {@link Type#TEXT} or {@link Type#STRING} for a text key, {@link Type#LONG} for a
 * number.
 *
 * @param <K> the key
 * @param <V> the value
 */
public interface Emitter<K, V> {

    /** Puts out a pair. */
    void emit(K key, V value);

    /**
     * Puts out a text key with a number.
     *
     * @throws IllegalArgumentException when the declared types are others
     */
    void emit(Utf8 key, long value);

    /**
     * Puts out a text key with a number.
     *
     * @throws IllegalArgumentException when the declared types are others
     */
    void emit(String key, long value);

    /**
     * Puts out a number for a number.
     *
     * @throws IllegalArgumentException when the declared types are others
     */
    void emit(long key, long value);

    /** What is known about the place of the current record; also holds the counters. */
    TaskContext context();
}
