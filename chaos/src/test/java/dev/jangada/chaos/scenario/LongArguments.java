package dev.jangada.chaos.scenario;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.client.Job;

/** A job that hardly does anything and takes more than half a megabyte of the log. */
public final class LongArguments implements JobDefinition {
    private static final int NUMBER = 10;
    private static final String VALUE = "x".repeat(60_000);

    /** The job. */
    static Job job() {
        Job job = Job.of(LongArguments.class);
        for (int number = 0; number < NUMBER; number++) {
            job = job.arg("long" + number, VALUE);
        }
        return job;
    }

    @Override
    public void define(JobBuilder job) {
        for (int number = 0; number < NUMBER; number++) {
            job.arguments().string("long" + number, "");
        }
        job.generate(1).discard();
    }
}
