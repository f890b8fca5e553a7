package dev.jangada.client.jobs;

import static dev.jangada.api.Type.*;

import dev.jangada.api.*;
import dev.jangada.client.*;

public final class WordCount implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        var words = job.readText().map(TEXT, LONG, (line, out) -> line.words().forEach(w -> out.emit(w, 1)));
        words.sum().writeText();
    }

    public static void main(String[] args) {
        try (Jangada jangada = Jangada.connect()) {
            jangada.run(Job.of(WordCount.class).input(args[0]).output(args[1]));
        }
    }
}
