package dev.jangada.api;

/**
 * A job. Implement it in a class with a public no-argument constructor:
 *
 * <pre>{@code
 * public final class WordCount implements JobDefinition {
 *     public void define(JobBuilder job) {
 *         job.readText()
 *                 .map(TEXT, LONG, (line, out) -> {
 *                     for (Utf8 word : line.words()) out.emit(word, 1);
 *                 })
 *                 .sum()
 *                 .writeText();
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface JobDefinition {

    /**
     * Describes the job. Called in several processes, so it must describe the same job each time for the same arguments,
     * and must not read data itself.
     */
    void define(JobBuilder job);
}
