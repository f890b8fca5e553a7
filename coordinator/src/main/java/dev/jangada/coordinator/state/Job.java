package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job and all that belongs to it. Mutable, owned by its {@link ClusterState}; changes only in {@link Evolution}. */
public final class Job {
    private final JobId id;
    private final String token;
    private final JobSpec spec;
    private final long submittedMillis;
    private final Map<TaskKind, Stage> stages = new EnumMap<>(TaskKind.class);
    private final CounterTable counters;
    private final History history;
    private final ChangeLog changes = new ChangeLog();
    private final ArrayDeque<FailedAttempt> failures = new ArrayDeque<>();
    private final ArrayList<Blob> splits = new ArrayList<>();
    private final Reach reach = new Reach();
    private long splitBytes;
    private JobState state = JobState.SUBMITTED;
    private @Nullable Verdict verdict;
    private @Nullable PlanSummary plan;
    private long startedMillis;
    private long endedMillis;
    private long mapOutputsVersion;
    private int failovers;
    private int skips;
    private JobCounts counts = JobCounts.NONE;

    Job(JobId id, String token, JobSpec spec, long submittedMillis) {
        this(id, token, spec, submittedMillis, new CounterTable(), new History());
    }

    private Job(JobId id, String token, JobSpec spec, long submittedMillis, CounterTable counters, History history) {
        this.id = id;
        this.token = token;
        this.spec = spec;
        this.submittedMillis = submittedMillis;
        this.counters = counters;
        this.history = history;
    }

    static Job of(ClusterImage.JobImage image) {
        Job job = new Job(
                image.id(),
                image.token(),
                image.spec(),
                image.submittedMillis(),
                CounterTable.of(image),
                History.of(image.history(), image.historyDropped()));
        job.state = image.state();
        job.verdict = image.verdict().orElse(null);
        job.plan = image.plan().orElse(null);
        job.startedMillis = image.startedMillis();
        job.endedMillis = image.endedMillis();
        job.failovers = image.failovers();
        job.counts = image.counts();
        job.failures.addAll(image.recentFailures());
        image.splits().forEach(job::addSplit);
        image.stages().forEach(stage -> job.stages.put(stage.kind(), Stage.of(image.id(), stage)));
        job.mapOutputsVersion = image.mapOutputsVersion();
        image.unreached().forEach(job.reach::add);
        job.derive();
        return job;
    }

    /** Computes the sums of counters and the log of map outputs from the tasks. */
    private void derive() {
        changes.resetTo(mapOutputsVersion);
        for (Stage stage : stages.values()) {
            for (int i = 0; i < stage.size(); i++) {
                Task task = stage.taskOrNull(i);
                if (task != null) {
                    skips += task.caution().skips().size();
                    task.committed().ifPresent(attempt -> counters.add(attempt.counters()));
                    if (task.lastChange() > 0) {
                        changes.set(task.lastChange(), i);
                    }
                }
            }
        }
    }

    ClusterImage.JobImage image() {
        List<ClusterImage.StageImage> stageImages = new ArrayList<>();
        stages.values().forEach(stage -> stageImages.add(stage.image()));
        return new ClusterImage.JobImage(
                id,
                token,
                spec,
                state,
                verdict(),
                submittedMillis,
                startedMillis,
                endedMillis,
                plan(),
                splits,
                stageImages,
                mapOutputsVersion,
                counters.names(),
                failovers,
                counts,
                List.copyOf(failures),
                history.entries(),
                history.dropped(),
                List.copyOf(reach.all()));
    }

    void addTo(StableHash hash) {
        hash.add(id.value()).add(token).add(state);
        SpecHash.addTo(hash, spec);
        hash.add(submittedMillis).add(startedMillis).add(endedMillis).add(mapOutputsVersion);
        verdict().ifPresent(given -> hash.add(given.sentence()).add(given.logTail()));
        plan().ifPresent(found -> addTo(hash, found));
        hash.add(splits.size());
        splits.forEach(hash::add);
        hash.add(stages.size());
        stages.values().forEach(stage -> stage.addTo(hash));
        counters.addTo(hash);
        hash.add(failovers)
                .add(counts.started())
                .add(counts.failed())
                .add(counts.lost())
                .add(counts.live());
        for (FailedAttempt failed : failures) {
            hash.add(failed.attempt().toString()).add(failed.worker().toString());
            hash.add(failed.failure().kind());
            hash.add(failed.failure().message()).add(failed.failure().logTail());
        }
        history.addTo(hash);
        reach.addTo(hash);
    }

    private static void addTo(StableHash hash, PlanSummary plan) {
        hash.add(plan.maps()).add(plan.reduces()).add(plan.deterministic()).add(plan.publishes());
        hash.add(plan.shared()).add(plan.inputFiles()).add(plan.inputBytes());
    }

    public JobId id() {
        return id;
    }

    /** The client's token. */
    public String token() {
        return token;
    }

    public JobSpec spec() {
        return spec;
    }

    public JobState state() {
        return state;
    }

    public boolean isEnded() {
        return state.isEnded();
    }

    /** Why it fails or is cancelled. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** What planning found; its shared bytes are dropped when the maps and reduces are done. */
    public Optional<PlanSummary> plan() {
        return Optional.ofNullable(plan);
    }

    /** The splits found so far; dropped when the maps and reduces are done. */
    public List<Blob> splits() {
        return Collections.unmodifiableList(splits);
    }

    /** Bytes of all splits. */
    public long splitBytes() {
        return splitBytes;
    }

    public long submittedMillis() {
        return submittedMillis;
    }

    /** When its first attempt was assigned; 0: not yet. */
    public long startedMillis() {
        return startedMillis;
    }

    /** When it reached its last state; 0: not yet. */
    public long endedMillis() {
        return endedMillis;
    }

    /** Grows with each map output that is committed or lost. */
    public long mapOutputsVersion() {
        return mapOutputsVersion;
    }

    /** How often another leader took over while it was live. */
    public int failovers() {
        return failovers;
    }

    /** How many attempts it had, and what became of them. */
    public JobCounts counts() {
        return counts;
    }

    /** Its last failures, and losses of attempts whose last words are known, oldest first. */
    public Collection<FailedAttempt> recentFailures() {
        return Collections.unmodifiableCollection(failures);
    }

    /** What happened to it, oldest first; see {@link #historyDropped}. A copy. */
    public List<HistoryEntry> history() {
        return history.entries();
    }

    /** How many entries are missing after the first {@link Limits#HISTORY_HEAD}. */
    public long historyDropped() {
        return history.dropped();
    }

    /** The sums over the committed attempts. */
    public CounterSet counters() {
        return counters.totals();
    }

    /** How many different counters it has. */
    public int counterNames() {
        return counters.size();
    }

    /** Whether some attempt has had a counter of this name. */
    public boolean hasCounter(String name) {
        return counters.knows(name);
    }

    /** How many records its tasks are told to leave out. */
    public int skips() {
        return skips;
    }

    void countSkip() {
        skips++;
    }

    /** Which workers could not reach which holders of map outputs, oldest first. */
    public Collection<Unreached> unreached() {
        return reach.all();
    }

    Reach reach() {
        return reach;
    }

    CounterTable counterTable() {
        return counters;
    }

    /** Its stages, in the order of {@link TaskKind}: PLAN from the start, the others when they are known. */
    public Collection<Stage> stages() {
        return Collections.unmodifiableCollection(stages.values());
    }

    /** The stage of {@code kind}, if it has one by now. */
    public Optional<Stage> stage(TaskKind kind) {
        return Optional.ofNullable(stages.get(kind));
    }

    @Nullable
    Stage stageOrNull(TaskKind kind) {
        return stages.get(kind);
    }

    /** The task, if there is one and it was ever assigned. */
    public Optional<Task> task(TaskId task) {
        Stage stage = stages.get(task.kind());
        return stage == null || task.index() >= stage.size()
                ? Optional.empty()
                : Optional.ofNullable(stage.taskOrNull(task.index()));
    }

    /** The attempt, if it is remembered. */
    public Optional<Attempt> attempt(AttemptId attempt) {
        return task(attempt.task()).flatMap(task -> task.attempt(attempt.number()));
    }

    /** The committed attempts that made a part of the output, in the order of the parts: what is to be published. */
    public List<Attempt> winners() {
        List<Attempt> winners = new ArrayList<>();
        for (TaskKind kind : List.of(TaskKind.MAP, TaskKind.REDUCE)) {
            Stage stage = stages.get(kind);
            for (int i = 0; stage != null && i < stage.size(); i++) {
                Task task = stage.state(i) == TaskState.COMMITTED ? stage.taskOrNull(i) : null;
                if (task != null) {
                    task.committed()
                            .filter(attempt -> attempt.part().isPresent())
                            .ifPresent(winners::add);
                }
            }
        }
        return winners;
    }

    /** Whether a reduce task may still read map outputs. */
    public boolean needsMapOutputs() {
        Stage reduces = stages.get(TaskKind.REDUCE);
        return state == JobState.RUNNING && reduces != null && !reduces.isCommitted();
    }

    /** Whether running a map again gives the same output; true until it is planned. */
    public boolean isDeterministic() {
        return plan == null || plan.deterministic();
    }

    /** Whether every task of {@code kind} is committed; so it is where there are none. */
    public boolean isCommitted(TaskKind kind) {
        Stage stage = stages.get(kind);
        return stage != null && stage.isCommitted();
    }

    /** The last change of each map output that changed after {@code version}, in the order of the changes. */
    public List<MapOutputChange> mapOutputsSince(long version) {
        List<MapOutputChange> since = new ArrayList<>();
        Stage maps = stages.get(TaskKind.MAP);
        if (version >= mapOutputsVersion) {
            return since;
        }
        for (long at = Math.max(0, version) + 1; maps != null && at <= mapOutputsVersion; at++) {
            int map = changes.mapAt(at);
            Task task = map < 0 ? null : maps.taskOrNull(map);
            if (task != null && task.lastChange() == at) {
                task.lastCommitted()
                        .ifPresent(attempt -> since.add(new MapOutputChange(
                                map, attempt.number(), attempt.worker(), attempt.state() == AttemptState.OUTPUT_LOST)));
            }
        }
        return since;
    }

    void move(JobState to, @Nullable Verdict why, long millis) {
        state = to;
        if (why != null) {
            verdict = why;
        }
        if (to.isEnded()) {
            endedMillis = millis;
        }
        if (to != JobState.PLANNING && to != JobState.RUNNING) {
            dropSplits();
        }
    }

    void begin(long millis) {
        if (startedMillis == 0) {
            startedMillis = millis;
        }
    }

    void planned(PlanSummary found) {
        plan = found;
        addStage(TaskKind.MAP, found.maps(), TaskState.READY);
        addStage(TaskKind.REDUCE, found.reduces(), TaskState.BLOCKED);
        addStage(TaskKind.PUBLISH, found.publishes() ? 1 : 0, TaskState.BLOCKED);
    }

    void addStage(TaskKind kind, int size, TaskState initial) {
        stages.put(kind, new Stage(id, kind, size, initial));
    }

    void addSplit(Blob split) {
        splits.add(split);
        splitBytes += split.size();
    }

    void dropSplits() {
        splits.clear();
        splitBytes = 0;
        if (plan != null && plan.shared().size() > 0) {
            plan = new PlanSummary(
                    plan.maps(),
                    plan.reduces(),
                    plan.deterministic(),
                    plan.publishes(),
                    Blob.EMPTY,
                    plan.inputFiles(),
                    plan.inputBytes());
        }
    }

    void mapOutputChanged(Task map) {
        mapOutputsVersion++;
        map.changedAt(mapOutputsVersion);
        changes.append(map.index());
    }

    void remember(HistoryEntry entry) {
        history.add(entry);
    }

    void remember(FailedAttempt failed) {
        if (failures.size() == Limits.RECENT_FAILURES) {
            failures.removeFirst();
        }
        failures.addLast(failed);
    }

    void countFailover() {
        failovers++;
    }

    void count(JobCounts changed) {
        counts = changed;
    }

    @Override
    public String toString() {
        return id.value();
    }
}
