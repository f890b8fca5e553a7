package dev.jangada.engine;

import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.task.Counters;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import java.util.Optional;

/** Runs reduce tasks. */
public final class ReduceRunner {

    private ReduceRunner() {}

    /** Runs one attempt in the calling thread. */
    public static ReduceResult run(JobPlan plan, ReduceTask task, SegmentSource segments, TaskEnvironment environment)
            throws TaskException {
        return new ReduceResult(Optional.empty(), Counters.NONE);
    }
}
