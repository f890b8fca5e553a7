package dev.jangada.api;

/** Where the current record comes from, and the user's counters. */
public interface TaskContext {

    /**
     * The name of the input file as the user knows it.
     *
     * @throws IllegalStateException in a reduce task or a generated source
     */
    String file();

    /**
     * The byte offset of the record in its file; in a generated source, its number.
     *
     * @throws IllegalStateException in a reduce task
     */
    long offset();

    /**
     * The number of the line, from 1.
     *
     * @throws IllegalStateException when the source is not {@link JobBuilder#readNumberedText()}
     */
    long lineNumber();

    /**
     * Adds to a counter that the job reports at its end. A job has at most 100 counters, with names of at most 100
     * characters.
     *
     * @throws IllegalArgumentException beyond these limits
     */
    void count(String name, long n);
}
