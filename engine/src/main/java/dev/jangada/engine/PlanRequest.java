package dev.jangada.engine;

import java.util.List;

/**
 * What to plan for.
 *
 * @param inputs the inputs in the order given; empty for a generated source
 * @param reducers how many partitions, at least 1 unless the job is map-only
 * @param splitBytes how large splits are to be, or 0 to let the planner choose
 * @param slots about how many tasks can run at once; a hint
 */
public record PlanRequest(List<InputPattern> inputs, int reducers, long splitBytes, int slots) {

    /** Copies the list and rejects negative numbers. */
    public PlanRequest {
        inputs = List.copyOf(inputs);
        if (reducers < 0 || splitBytes < 0 || slots < 0) {
            throw new IllegalArgumentException(
                    "negative: reducers " + reducers + ", splitBytes " + splitBytes + ", slots " + slots);
        }
    }
}
