package dev.jangada.coordinator;

import java.util.Optional;

/** What a successful attempt brings back; one shape for each kind of task. */
public sealed interface AttemptResult {
    /** The counters of the attempt; empty for PLAN, PUBLISH and ABORT. */
    default CounterSet counters() {
        return CounterSet.EMPTY;
    }

    /** PLAN: the splits came before, by {@link Command.AddSplits}. */
    record Planned(PlanSummary plan) implements AttemptResult {}

    /**
     * MAP: either a run file kept by the worker (no part), or an output part.
     *
     * @param outputBytes length of the run file; 0 with a part
     */
    record Mapped(CounterSet counters, long outputBytes, Optional<PartFact> part) implements AttemptResult {}

    /**
     * REDUCE.
     *
     * @param consumedVersion the version of the job's map outputs that it read
     */
    record Reduced(CounterSet counters, PartFact part, long consumedVersion) implements AttemptResult {}

    /** PUBLISH or ABORT. */
    record Done() implements AttemptResult {}
}
