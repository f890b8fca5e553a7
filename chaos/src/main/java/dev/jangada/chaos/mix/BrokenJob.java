package dev.jangada.chaos.mix;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;

/** Throws at every line, so that its job has to fail, and no other. */
public final class BrokenJob implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    throw new IllegalStateException("this job is broken on purpose");
                })
                .sum()
                .writeText();
    }
}
