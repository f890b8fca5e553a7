package dev.jangada.coordinator;

import java.util.Optional;

/** What a successful attempt brings back; one shape for each kind of task. */
public sealed interface AttemptResult {
    /** The counters of the attempt; empty for PLAN, PUBLISH and ABORT. */
    default CounterSet counters() {
        return CounterSet.EMPTY;
    }

    /** Calls the method of {@code visitor} for this kind of result. */
    <R> R accept(Visitor<R> visitor);

    /** PLAN: the splits came before, by {@link Command.AddSplits}. */
    record Planned(PlanSummary plan) implements AttemptResult {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.planned(this);
        }
    }

    /**
     * MAP: either a run file kept by the worker (no part), or an output part.
     *
     * @param outputBytes length of the run file; 0 with a part
     */
    record Mapped(CounterSet counters, long outputBytes, Optional<PartFact> part) implements AttemptResult {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.mapped(this);
        }
    }

    /**
     * REDUCE.
     *
     * @param consumedVersion the version of the job's map outputs that it read
     */
    record Reduced(CounterSet counters, PartFact part, long consumedVersion) implements AttemptResult {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reduced(this);
        }
    }

    /** PUBLISH or ABORT. */
    record Done() implements AttemptResult {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.done(this);
        }
    }

    /** Handles each kind of result. */
    interface Visitor<R> {
        R planned(Planned result);

        R mapped(Mapped result);

        R reduced(Reduced result);

        R done(Done result);
    }
}
