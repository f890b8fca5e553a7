package dev.jangada.engine;

import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.task.Counters;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import java.util.Optional;

/** Runs map tasks. */
public final class MapRunner {

    private MapRunner() {}

    /** Runs one attempt in the calling thread. */
    public static MapResult run(JobPlan plan, MapTask task, TaskEnvironment environment) throws TaskException {
        return new MapResult(Optional.empty(), Optional.empty(), Counters.NONE);
    }
}
