package dev.jangada.examples;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;

/**
 * Counts words: lines of word, tab, count, sorted by the word's bytes within a part. Words are maximal runs of bytes that
 * are not space, tab, CR, LF, FF or VT.
 */
public final class WordCount implements JobDefinition {

    @Override
    public void define(JobBuilder job) {
        job.readText()
                .map(Type.TEXT, Type.LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }
}
