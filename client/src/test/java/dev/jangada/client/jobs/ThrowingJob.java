package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;

/** Adds up numbers, and throws at a line that is none. */
public final class ThrowingJob implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    System.out.println("about to parse " + line);
                    out.emit("sum", line.parseLong());
                })
                .sum()
                .writeText();
    }
}
