package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Counts words; a line with the word {@code @gate} is not passed before the file of the argument {@code gate} is there. */
public final class GatedWordCount implements JobDefinition {
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    @Override
    public void define(JobBuilder job) {
        Path gate = Path.of(job.arguments().string("gate"));
        Utf8 mark = Utf8.of("@gate");
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    if (line.indexOf(mark) >= 0) {
                        while (!Files.exists(gate) && !Thread.currentThread().isInterrupted()) {
                            LockSupport.parkNanos(LOOK_EVERY_NANOS);
                        }
                    }
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }
}
