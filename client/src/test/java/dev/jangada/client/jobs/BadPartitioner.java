package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;

/** Counts lines; the partitioner names a partition that does not exist. */
public final class BadPartitioner implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> out.emit(line, 1))
                .partitionBy((line, partitions) -> line.length())
                .sum()
                .writeText();
    }
}
