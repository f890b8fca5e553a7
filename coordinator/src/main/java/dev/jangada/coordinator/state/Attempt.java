package dev.jangada.coordinator.state;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.WorkerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One try at a task. Mutable, owned by its {@link Task}; changes only in {@link Evolution}. */
public final class Attempt {
    private static final long[] NO_COUNTERS = {};

    private final Task task;
    private final int number;
    private final WorkerRef worker;
    private final long term;
    private final long assignedMillis;
    private final String reason;
    private final boolean isBackup;
    private AttemptState state = AttemptState.ASSIGNED;
    private long startedMillis;
    private long endedMillis;
    private Failure.@Nullable Kind failure;
    private String endReason = "";
    private long outputBytes;
    private long consumedVersion;
    private @Nullable PartFact part;
    private long[] counters = NO_COUNTERS;

    /** An attempt that is assigned now, as {@code assigned} says. */
    Attempt(Task task, Event.AttemptAssigned assigned, Stamp now) {
        this.task = task;
        this.number = assigned.attempt().number();
        this.worker = assigned.worker();
        this.reason = assigned.reason();
        this.isBackup = assigned.isBackup();
        this.term = now.term();
        this.assignedMillis = now.timeMillis();
    }

    private Attempt(Task task, ClusterImage.AttemptImage image) {
        this.task = task;
        this.number = image.number();
        this.worker = image.worker();
        this.reason = image.reason();
        this.isBackup = image.isBackup();
        this.term = image.term();
        this.assignedMillis = image.assignedMillis();
    }

    static Attempt of(Task task, ClusterImage.AttemptImage image) {
        Attempt attempt = new Attempt(task, image);
        attempt.state = image.state();
        attempt.startedMillis = image.startedMillis();
        attempt.endedMillis = image.endedMillis();
        attempt.failure = image.failure().orElse(null);
        attempt.endReason = image.endReason();
        attempt.outputBytes = image.outputBytes();
        attempt.consumedVersion = image.consumedVersion();
        attempt.part = image.part().orElse(null);
        attempt.counters = image.counters().isEmpty()
                ? NO_COUNTERS
                : image.counters().stream().mapToLong(Long::longValue).toArray();
        return attempt;
    }

    ClusterImage.AttemptImage image() {
        List<Long> values = new ArrayList<>(counters.length);
        for (long value : counters) {
            values.add(value);
        }
        return new ClusterImage.AttemptImage(
                number,
                state,
                worker,
                term,
                assignedMillis,
                startedMillis,
                endedMillis,
                reason,
                isBackup,
                failure(),
                endReason,
                outputBytes,
                consumedVersion,
                part(),
                values);
    }

    void addTo(StableHash hash) {
        hash.add(number).add(state).add(worker.worker().value()).add(worker.epoch());
        hash.add(term).add(assignedMillis).add(startedMillis).add(endedMillis);
        hash.add(reason)
                .add(isBackup)
                .add(failure == null ? "" : failure.name())
                .add(endReason);
        hash.add(outputBytes).add(consumedVersion).add(part != null);
        if (part != null) {
            hash.add(part.name()).add(part.records()).add(part.bytes()).add(part.crc32c());
        }
        hash.add(counters.length);
        for (long value : counters) {
            hash.add(value);
        }
    }

    /** Its id; made anew at each call. */
    public AttemptId id() {
        return new AttemptId(task.id(), number);
    }

    /** The task that it tries. */
    public Task task() {
        return task;
    }

    /** Counted from 0 in its task. */
    public int number() {
        return number;
    }

    public AttemptState state() {
        return state;
    }

    /** Whether a worker holds it. */
    public boolean isLive() {
        return state.isLive();
    }

    /** Who tries. */
    public WorkerRef worker() {
        return worker;
    }

    /** The raft term in which it was assigned. */
    public long term() {
        return term;
    }

    /** Why it was assigned there. */
    public String reason() {
        return reason;
    }

    /** Whether another attempt of the task was live when it was assigned. */
    public boolean isBackup() {
        return isBackup;
    }

    public long assignedMillis() {
        return assignedMillis;
    }

    /** 0: its worker has not said that it runs. */
    public long startedMillis() {
        return startedMillis;
    }

    /** When it was live no more; 0: it is. */
    public long endedMillis() {
        return endedMillis;
    }

    /** What kind of failure ended it. */
    public Optional<Failure.Kind> failure() {
        return Optional.ofNullable(failure);
    }

    /** Why it ended, if not with a result that still counts. */
    public String endReason() {
        return endReason;
    }

    /** Length of the run file of a committed map attempt; 0 otherwise. */
    public long outputBytes() {
        return outputBytes;
    }

    /** The version of the map outputs that a committed reduce attempt read; 0 otherwise. */
    public long consumedVersion() {
        return consumedVersion;
    }

    /** The output part of a committed attempt. */
    public Optional<PartFact> part() {
        return Optional.ofNullable(part);
    }

    /** Whether its output is a run file that its worker keeps. */
    public boolean keepsRunFile() {
        return state == AttemptState.COMMITTED && task.isMap() && part == null;
    }

    /** The counters, by their index in the job's {@link CounterTable}. */
    long[] counters() {
        return counters;
    }

    void start(long millis) {
        state = AttemptState.RUNNING;
        startedMillis = millis;
    }

    void end(AttemptState to, String why, Failure.@Nullable Kind kind, long millis) {
        state = to;
        endReason = why;
        failure = kind;
        endedMillis = millis;
    }

    void commit(AttemptResult result, CounterTable names, long millis) {
        state = AttemptState.COMMITTED;
        endedMillis = millis;
        CounterSet set = result.counters();
        counters = set.values().isEmpty() ? NO_COUNTERS : names.indexed(set);
        result.accept(new Keeper());
    }

    /** What it committed counts no more. */
    void uncommit(AttemptState to, String why) {
        state = to;
        endReason = why;
        part = null;
        outputBytes = 0;
        consumedVersion = 0;
        counters = NO_COUNTERS;
    }

    @Override
    public String toString() {
        return id().toString();
    }

    /** Keeps of a result what is needed later. */
    private final class Keeper implements AttemptResult.Visitor<Attempt> {
        @Override
        public Attempt planned(AttemptResult.Planned result) {
            return Attempt.this;
        }

        @Override
        public Attempt mapped(AttemptResult.Mapped result) {
            outputBytes = result.outputBytes();
            part = result.part().orElse(null);
            return Attempt.this;
        }

        @Override
        public Attempt reduced(AttemptResult.Reduced result) {
            part = result.part();
            consumedVersion = result.consumedVersion();
            return Attempt.this;
        }

        @Override
        public Attempt done(AttemptResult.Done result) {
            return Attempt.this;
        }
    }
}
