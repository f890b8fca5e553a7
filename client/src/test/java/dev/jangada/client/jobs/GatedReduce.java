package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Counts words; the reduce of the word {@code @gate} waits until the file of the argument {@code gate} is there. */
public final class GatedReduce implements JobDefinition {
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    @Override
    public void define(JobBuilder job) {
        Path gate = Path.of(job.arguments().string("gate"));
        Utf8 mark = Utf8.of("@gate");
        job.readText()
                .map(TEXT, LONG, (line, out) -> line.words().forEach(word -> out.emit(word, 1)))
                .reduce(TEXT, LONG, (word, ones, out) -> {
                    while (word.equals(mark)
                            && !Files.exists(gate)
                            && !Thread.currentThread().isInterrupted()) {
                        LockSupport.parkNanos(LOOK_EVERY_NANOS);
                    }
                    long sum = 0;
                    for (long one : ones) {
                        sum += one;
                    }
                    out.emit(word, sum);
                })
                .writeText();
    }
}
