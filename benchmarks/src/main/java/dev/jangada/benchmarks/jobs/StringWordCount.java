package dev.jangada.benchmarks.jobs;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;

/** Counts words in plain Java over strings, as somebody would write it who has never heard of views. */
public final class StringWordCount implements JobDefinition {

    @Override
    public void define(JobBuilder job) {
        job.readText()
                .map(Type.STRING, Type.LONG, (line, out) -> {
                    for (String word : line.toString().split(" ")) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }
}
