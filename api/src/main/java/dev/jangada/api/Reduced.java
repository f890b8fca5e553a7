package dev.jangada.api;

/**
 * What reduce tasks put out; one of these operations ends the definition.
 *
 * @param <K> the key
 * @param <V> the value
 */
public interface Reduced<K, V> {

    /** Writes lines of key, tab, value. */
    void writeText();

    /** Writes lines of keys only. */
    void writeKeys();

    /** Writes lines of values only. */
    void writeValues();

    /** Writes the bytes of the values with nothing between. */
    void writeRaw();

    /** Writes nothing. */
    void discard();
}
