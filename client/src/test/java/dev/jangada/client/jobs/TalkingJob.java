package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Says which line it reads, and waits there until the file of the argument {@code gate} is there. */
public final class TalkingJob implements JobDefinition {
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    @Override
    public void define(JobBuilder job) {
        Path gate = Path.of(job.arguments().string("gate"));
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    System.out.println("reading " + line);
                    while (!Files.exists(gate) && !Thread.currentThread().isInterrupted()) {
                        LockSupport.parkNanos(LOOK_EVERY_NANOS);
                    }
                    out.emit(line, 1);
                })
                .sum()
                .writeText();
    }
}
