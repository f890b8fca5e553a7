package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;

/** Ends the JVM that it runs in. */
public final class ExitingJob implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        job.readText().map(TEXT, LONG, (line, out) -> System.exit(3)).sum().writeText();
    }
}
