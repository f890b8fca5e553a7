package dev.jangada.coordinator.state;

import dev.jangada.coordinator.InvariantViolation;
import dev.jangada.coordinator.TaskKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of every state between two commands. Costs time in proportion to the state, and almost no memory; for
 * tests, the simulator and a master after a failover.
 */
public final class Invariants {
    private final ClusterState state;
    private final List<String> broken = new ArrayList<>();

    private Invariants(ClusterState state) {
        this.state = state;
    }

    /** Throws {@link InvariantViolation} with all that is wrong. */
    public static void check(ClusterState state) {
        List<String> broken = broken(state);
        if (!broken.isEmpty()) {
            throw new InvariantViolation(String.join("; ", broken));
        }
    }

    /** All that is wrong; empty if nothing is. */
    public static List<String> broken(ClusterState state) {
        Invariants invariants = new Invariants(state);
        int live = 0;
        for (Job job : state.jobs()) {
            invariants.checkJob(job);
            live += job.isEnded() ? 0 : 1;
        }
        invariants.that(
                live == state.liveJobs().size(),
                "the index of live jobs is wrong",
                state.liveJobs().size());
        for (Worker worker : state.workers()) {
            invariants.checkWorker(worker);
        }
        invariants.that(
                state.terms().size() <= Limits.TERMS,
                "too many terms",
                state.terms().size());
        return invariants.broken;
    }

    private void that(boolean condition, String what, Object about) {
        if (!condition) {
            broken.add(about + ": " + what);
        }
    }

    private void that(boolean condition, String what, Stage stage, int index) {
        if (!condition) {
            broken.add(stage.id(index) + ": " + what);
        }
    }

    private void checkJob(Job job) {
        int started = 0;
        int live = 0;
        for (Stage stage : job.stages()) {
            checkCounts(stage);
            for (int i = 0; i < stage.size(); i++) {
                Task task = stage.taskOrNull(i);
                int liveHere = task == null ? 0 : checkAttempts(job, task);
                live += liveHere;
                started += task == null ? 0 : task.started();
                checkTask(stage, i, task, liveHere);
            }
        }
        that(started == job.counts().started(), "its count of attempts is wrong", job);
        that(live == job.counts().live(), "its count of live attempts is wrong", job);
        that(!job.isEnded() || live == 0, "it has ended and has live attempts", job);
        checkStages(job);
        checkMixture(job);
        checkOutcome(job);
        checkCounters(job);
    }

    private void checkCounts(Stage stage) {
        int sum = 0;
        int ready = 0;
        for (int i = stage.nextReady(0); i >= 0; i = stage.nextReady(i + 1)) {
            ready++;
            that(stage.state(i) == TaskState.READY, "it is in the index of ready tasks", stage, i);
        }
        that(ready == stage.count(TaskState.READY), "the count of ready tasks is wrong", stage.kind());
        for (TaskState each : Transitions.TASK.initial()) {
            that(stage.count(each) >= 0, "a count is negative", stage.kind());
        }
        for (int i = 0; i < stage.size(); i++) {
            sum += stage.state(i) == TaskState.COMMITTED ? 1 : 0;
        }
        that(sum == stage.count(TaskState.COMMITTED), "the count of committed tasks is wrong", stage.kind());
    }

    private void checkTask(Stage stage, int index, @Nullable Task task, int live) {
        TaskState taskState = stage.state(index);
        int committed = 0;
        for (int i = 0; task != null && i < task.attempts().size(); i++) {
            committed += task.attempts().get(i).state() == AttemptState.COMMITTED ? 1 : 0;
        }
        that(committed <= 1, "it has more than one committed attempt", stage, index);
        that((taskState == TaskState.COMMITTED) == (committed == 1), "winner and state differ", stage, index);
        that((taskState == TaskState.RUNNING) == (live > 0), "live attempts and state differ", stage, index);
        that(live <= 2, "it has more than two live attempts", stage, index);
        if (task != null && live == 2) {
            List<Attempt> both = task.liveAttempts();
            Attempt first = both.get(0);
            Attempt second = both.get(1);
            that(second.isBackup(), "its second live attempt is no backup", stage, index);
            boolean apart = !first.worker().worker().equals(second.worker().worker());
            that(apart, "it runs twice on one worker", stage, index);
            that(stage.kind() == TaskKind.MAP || stage.kind() == TaskKind.REDUCE, "it has a backup", stage, index);
        }
    }

    private int checkAttempts(Job job, Task task) {
        int live = 0;
        List<Attempt> attempts = task.attempts();
        that(attempts.size() <= Limits.ATTEMPTS_REMEMBERED, "it remembers too many attempts", task);
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get(i);
            that(i == 0 || attempts.get(i - 1).number() < attempt.number(), "numbers don't grow", attempt);
            if (attempt.isLive()) {
                live++;
                Worker worker = state.workerOrNull(attempt.worker().worker());
                that(worker != null && worker.isTrusted(), "it is live on a worker that is not", attempt);
                that(worker != null && worker.ref().equals(attempt.worker()), "its epoch is stale", attempt);
                that(worker != null && worker.live().contains(attempt), "its worker does not know it", attempt);
            } else if (attempt.keepsRunFile() && job.needsMapOutputs()) {
                that(state.trusted(attempt.worker()).isPresent(), "its output is needed, its worker fenced", attempt);
            }
        }
        that(
                !attempts.isEmpty()
                        && task.started() > attempts.get(attempts.size() - 1).number(),
                "count",
                task);
        return live;
    }

    private void checkStages(Job job) {
        Stage maps = job.stageOrNull(TaskKind.MAP);
        Stage reduces = job.stageOrNull(TaskKind.REDUCE);
        Stage publish = job.stageOrNull(TaskKind.PUBLISH);
        Stage abort = job.stageOrNull(TaskKind.ABORT);
        if (job.state() == JobState.RUNNING && maps != null && reduces != null) {
            boolean done = maps.isCommitted();
            that(!done || reduces.count(TaskState.BLOCKED) == 0, "reduces are blocked, and every map is done", job);
            that(done || reduces.count(TaskState.READY) == 0, "reduces are ready, and a map is not done", job);
            that(!done || !reduces.isCommitted(), "all is done, and it is not published", job);
        }
        that((maps != null) == job.plan().isPresent(), "tasks and plan differ", job);
        that(abort == null || job.verdict().isPresent(), "it has an ABORT task, and no verdict", job);
        that(
                publish == null || publish.size() == 0 || publish.state(0) != TaskState.READY || publishing(job),
                "its PUBLISH task is ready too early or too late",
                job);
        if (job.state().isStopping()) {
            that(abort != null && !abort.state(0).isEnded() && !abort.isCommitted(), "nothing ends it", job);
        }
        if (job.verdict().isPresent()) {
            for (Stage stage : job.stages()) {
                boolean over =
                        stage.count(TaskState.BLOCKED) + stage.count(TaskState.READY) + stage.count(TaskState.RUNNING)
                                == 0;
                that(over || (stage.kind() == TaskKind.ABORT && !job.isEnded()), "it stops, and goes on", stage.kind());
            }
        }
    }

    /** Where maps are not deterministic, all reduces must have read the same outputs: those that are there now. */
    private void checkMixture(Job job) {
        Stage reduces = job.stageOrNull(TaskKind.REDUCE);
        if (job.isDeterministic() || reduces == null || job.state().isStopping() || job.isEnded()) {
            return;
        }
        boolean mapped = job.isCommitted(TaskKind.MAP);
        that(mapped || reduces.count(TaskState.RUNNING) == 0, "a reduce may read what is lost", job);
        for (int i = 0; i < reduces.size(); i++) {
            Task task = reduces.taskOrNull(i);
            if (task != null && reduces.state(i) == TaskState.COMMITTED) {
                long read = task.committed().map(Attempt::consumedVersion).orElse(-1L);
                that(mapped && read == job.mapOutputsVersion(), "it read outputs that are lost", reduces, i);
            }
        }
    }

    private static boolean publishing(Job job) {
        return job.state() == JobState.PUBLISHING;
    }

    private void checkOutcome(Job job) {
        if (job.state() == JobState.SUCCEEDED || job.state() == JobState.PUBLISHING) {
            for (Stage stage : job.stages()) {
                boolean committed = stage.isCommitted() || (stage.kind() == TaskKind.PUBLISH && publishing(job));
                that(committed, "it publishes or succeeded, and is not done", stage.kind());
            }
            that(job.plan().isPresent(), "it succeeded without a plan", job);
        }
        boolean stopped = job.state().isStopping() || (job.isEnded() && job.state() != JobState.SUCCEEDED);
        that(stopped == job.verdict().isPresent(), "state and verdict differ", job);
        that(job.isEnded() == job.endedMillis() > 0 || job.submittedMillis() <= 0, "state and end differ", job);
    }

    private void checkCounters(Job job) {
        CounterTable table = job.counterTable();
        if (table.size() == 0) {
            return;
        }
        long[] sums = new long[table.size()];
        for (Stage stage : job.stages()) {
            for (int i = 0; i < stage.size(); i++) {
                Task task = stage.taskOrNull(i);
                if (task != null && stage.state(i) == TaskState.COMMITTED) {
                    task.committed().ifPresent(attempt -> add(sums, attempt.counters()));
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            that(sums[i] == table.total(i), "the sum of a counter is wrong", job);
        }
    }

    private static void add(long[] sums, long[] values) {
        for (int i = 0; i < values.length; i++) {
            sums[i] += values[i];
        }
    }

    private void checkWorker(Worker worker) {
        that(worker.isTrusted() || worker.live().isEmpty(), "it is not trusted and owns a live attempt", worker);
        that(worker.isTrusted() || worker.neededOutputs() == 0, "it is not trusted, and its outputs are", worker);
        for (Attempt attempt : worker.live()) {
            that(attempt.isLive() && attempt.worker().equals(worker.ref()), "its index of attempts is wrong", worker);
        }
        for (Job job : state.jobs()) {
            int outputs = job.needsMapOutputs() ? outputsOn(worker, job) : 0;
            that(worker.neededOutputs(job.id()) == outputs, "its count of outputs is wrong", worker);
        }
    }

    private static int outputsOn(Worker worker, Job job) {
        Stage maps = job.stageOrNull(TaskKind.MAP);
        int count = 0;
        for (int i = 0; maps != null && i < maps.size(); i++) {
            Task task = maps.taskOrNull(i);
            for (int j = 0; task != null && j < task.attempts().size(); j++) {
                Attempt attempt = task.attempts().get(j);
                count += attempt.keepsRunFile() && attempt.worker().equals(worker.ref()) ? 1 : 0;
            }
        }
        return count;
    }
}
