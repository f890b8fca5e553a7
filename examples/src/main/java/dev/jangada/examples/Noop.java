package dev.jangada.examples;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;

/** Runs {@code tasks} map tasks that do nothing and write nothing, to measure how fast tasks are scheduled. */
public final class Noop implements JobDefinition {

    private static final int TASKS = 10_000;

    @Override
    public void define(JobBuilder job) {
        job.generate(job.arguments().intValue("tasks", TASKS)).discard();
    }
}
