package dev.jangada.examples;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Type;

/**
 * Runs {@code tasks} map tasks that take {@code millis} each and reduces them to one line per task: its number, tab, the
 * milliseconds. Made to watch a cluster at work and to take processes away from it.
 */
public final class Pause implements JobDefinition {

    private static final int TASKS = 20;
    private static final long MILLIS = 500;

    @Override
    public void define(JobBuilder job) {
        Arguments arguments = job.arguments();
        long millis = arguments.longValue("millis", MILLIS);
        if (millis < 0) {
            throw new JobDefinitionException("argument 'millis' is " + millis + ", but must not be negative");
        }
        job.generate(arguments.intValue("tasks", TASKS))
                .map(Type.LONG, Type.LONG, (task, out) -> {
                    Thread.sleep(millis);
                    out.emit(task.longValue(), millis);
                })
                .sum()
                .writeText();
    }
}
