package dev.jangada.engine;

import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.TaskException;
import dev.jangada.storage.Storage;
import java.util.List;

/** Cuts the input of a job into splits, and its keys into ranges when a total order is wanted. */
public final class Planner {

    private Planner() {}

    /** Plans a job. */
    public static PlanResult plan(JobPlan plan, PlanRequest request, Storage storage, CancellationCheck cancellation)
            throws TaskException {
        return new PlanResult(List.of(), KeyRanges.NONE, 0, 0);
    }
}
