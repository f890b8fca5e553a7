package dev.jangada.api;

/**
 * Takes records from user code.
 *
 * @param <V> the record
 */
public interface Output<V> {

    /** Puts out one record; it is copied or used up before this returns. */
    void emit(V record);

    /** What is known about the place of the current record; also holds the counters. */
    TaskContext context();
}
