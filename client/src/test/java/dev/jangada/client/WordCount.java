package dev.jangada.client;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;

public final class WordCount implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> line.words().forEach(word -> out.emit(word, 1)))
                .sum()
                .writeText();
    }

    public static void main(String[] args) {
        try (Jangada jangada = Jangada.connect()) {
            jangada.run(Job.of(WordCount.class).input(args[0]).output(args[1]));
        }
    }
}
