package dev.jangada.api;

/**
 * Describes one job: a source, what to do with its records, and where they end. Exactly one source and one terminal
 * operation ({@code write...} or {@code discard}) are needed. Used by one thread.
 */
public interface JobBuilder {

    /** The arguments given with the job. */
    Arguments arguments();

    /** Reads lines, each without its LF; a CR before it stays part of the line. */
    Source<Utf8> readText();

    /** Reads lines and lets {@link TaskContext#lineNumber()} tell their numbers; planning reads the input once more. */
    Source<Utf8> readNumberedText();

    /**
     * Reads records of a fixed length. When a newline (LF or CRLF) follows each record in a file, it stays with the record
     * and comes in addition to {@code recordBytes}, unless {@code recordBytes} already ends at the newline. A last record
     * that lacks the newline of the others is given one.
     */
    Source<Utf8> readFixed(int recordBytes);

    /** Reads whole files, each as one record. */
    Source<Document> readDocuments();

    /** Reads nothing: one map task each for the numbers from 0 up to {@code tasks}, at most 1,000,000. For tests. */
    Source<Long> generate(int tasks);

    /**
     * Declares that a map task run twice may give different output (it is random, or reads a clock). A lost map output then
     * restarts every reduce that used it.
     */
    JobBuilder nonDeterministic();
}
