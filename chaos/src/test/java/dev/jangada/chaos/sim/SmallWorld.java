package dev.jangada.chaos.sim;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.Trouble;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.StableHash;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One job of two maps and a reduce on two workers of one slot: the real core, and of everything else only what decides
 * what may come next. Immutable but for the caller's own copy.
 *
 * <p>An action is one command that the core decides, or one thing that happens to a worker:
 *
 * <ul>
 *   <li>the leader assigns a ready task to a worker with a free slot;
 *   <li>an attempt has run: its commit, with the version of the outputs that it read, is on its way;
 *   <li>a commit that is on its way arrives; it may do so after its worker is dead, fenced or back;
 *   <li>a worker's process dies, with its outputs and what it runs; or the leader fences a worker that lives;
 *   <li>the leader fences a dead worker; a process registers under its id;
 *   <li>a reduce reports an output that is gone;
 *   <li>another leader begins a term; workers send again what was not acknowledged, and what was.
 * </ul>
 */
final class SmallWorld {
    private static final JobId JOB = new JobId("job-1");
    private static final CounterSet COUNTERS = new CounterSet(new TreeMap<>(Map.of("records", 1L)));

    private final Core core;
    private final ClusterImage image;
    private final Around around;

    private SmallWorld(Core core, Around around) {
        this.core = core;
        this.image = core.image;
        this.around = around;
    }

    /**
     * A state of the core, and what commands have made of it as long as anybody needs that: worlds that differ only in
     * what is around the core share it, and what is decided once need not be decided and checked again.
     */
    private static final class Core {
        private final ClusterImage image;
        private final Map<Command, WeakReference<Core>> after = new HashMap<>();

        private Core(ClusterImage image) {
            this.image = image;
        }

        private Core after(Command command) {
            WeakReference<Core> kept = after.get(command);
            Core known = kept == null ? null : kept.get();
            Core next = known == null ? decide(command) : known;
            after.put(command, new WeakReference<>(next));
            return next;
        }

        private Core decide(Command command) {
            ClusterState state = ClusterState.of(image);
            CommandRules.Before before = new CommandRules.Before(state, command);
            Stamp stamp = new Stamp(1L + image.terms().size(), 1, 1);
            Decision decision = new Coordinator(state).apply(stamp, command);
            CommandRules.check(before, stamp, command, decision, state);
            return decision.events().isEmpty() ? this : new Core(state.image());
        }
    }

    /**
     * What is around the core.
     *
     * @param crashes how many more crashes there may be
     * @param terms how many more changes of the leader
     * @param processes the process of each worker: its number, or -1 after a crash
     * @param sent commits on their way; sorted
     * @param acknowledged commits that arrived and may be sent again to the next leader; sorted
     */
    record Around(int crashes, int terms, List<Integer> processes, TreeSet<Sent> sent, TreeSet<Sent> acknowledged) {
        Around with(int crashes, int terms, List<Integer> processes) {
            return new Around(crashes, terms, List.copyOf(processes), new TreeSet<>(sent), new TreeSet<>(acknowledged));
        }

        Around copy() {
            return with(crashes, terms, processes);
        }
    }

    /** A commit on its way. */
    record Sent(AttemptId attempt, WorkerRef by, long read) implements Comparable<Sent> {
        @Override
        public int compareTo(Sent other) {
            int order = attempt.compareTo(other.attempt);
            order = order != 0 ? order : by.compareTo(other.by);
            return order != 0 ? order : Long.compare(read, other.read);
        }
    }

    /** Planned, with both workers registered. */
    static SmallWorld begin(boolean isDeterministic, int crashes, int terms) {
        Coordinator core = new Coordinator(new ClusterState());
        List<Command> commands = List.of(
                new Command.BeginTerm("m", 0),
                register(0, 0),
                register(1, 0),
                new Command.SubmitJob(
                        "t",
                        new JobSpec(
                                "job",
                                "d",
                                List.of(),
                                List.of(),
                                List.of(new JobSpec.Input("/in", "in")),
                                Optional.of("/out"),
                                new JobSpec.Options(1, false, 2, 100))));
        commands.forEach(command -> core.apply(new Stamp(1, 1, 1), command));
        AttemptId plan = new TaskId(JOB, TaskKind.PLAN, 0).attempt(0);
        WorkerRef first = new WorkerRef(new WorkerId("w0"), 1);
        core.apply(new Stamp(1, 1, 1), new Command.AssignAttempt(plan.task(), first, "r"));
        core.apply(new Stamp(1, 1, 1), new Command.AddSplits(plan, first, 0, List.of(Blob.EMPTY, Blob.EMPTY)));
        PlanSummary summary = new PlanSummary(2, 1, isDeterministic, true, Blob.EMPTY, 1, 1);
        core.apply(new Stamp(1, 1, 1), new Command.CommitAttempt(plan, first, new AttemptResult.Planned(summary)));
        Around around = new Around(crashes, terms, List.of(0, 0), new TreeSet<>(), new TreeSet<>());
        return new SmallWorld(new Core(core.state().image()), around);
    }

    private static Command register(int worker, int process) {
        WorkerProfile profile = new WorkerProfile("a" + worker, "machine", "/d", 1, "1");
        return new Command.RegisterWorker(new WorkerId("w" + worker), "p" + worker + "-" + process, profile);
    }

    /** Whether the job has ended. */
    boolean isOver() {
        return image.jobs().get(0).state().isEnded();
    }

    JobState jobState() {
        return image.jobs().get(0).state();
    }

    /** Every state that one action leads to. */
    List<SmallWorld> next() {
        List<SmallWorld> next = new ArrayList<>();
        if (!isOver()) {
            ClusterState state = ClusterState.of(image);
            Job job = state.jobs().iterator().next();
            assignments(state, job, next);
            runs(job, next);
            arrivals(next);
            troubles(state, job, next);
        }
        return next;
    }

    private SmallWorld after(Command command, Around then) {
        return new SmallWorld(core.after(command), then);
    }

    private void assignments(ClusterState state, Job job, List<SmallWorld> next) {
        for (Stage stage : job.stages()) {
            for (int i = stage.nextReady(0); i >= 0; i = stage.nextReady(i + 1)) {
                for (Worker worker : state.workers()) {
                    if (worker.state() == WorkerState.ACTIVE && worker.live().isEmpty()) {
                        next.add(after(new Command.AssignAttempt(stage.id(i), worker.ref(), "r"), around));
                    }
                }
            }
        }
    }

    private boolean isAlive(WorkerRef ref) {
        int process = around.processes().get(number(ref.worker()));
        ClusterImage.WorkerImage known = image.workers().get(number(ref.worker()));
        return process >= 0
                && known.incarnation().equals("p" + number(ref.worker()) + "-" + process)
                && known.ref().equals(ref);
    }

    static int number(WorkerId worker) {
        return worker.value().charAt(1) - '0';
    }

    private void runs(Job job, List<SmallWorld> next) {
        for (Stage stage : job.stages()) {
            for (int i = 0; i < stage.size(); i++) {
                if (stage.state(i) != TaskState.RUNNING) {
                    continue;
                }
                for (Attempt attempt : stage.task(i).orElseThrow().liveAttempts()) {
                    boolean isSent = around.sent().stream()
                            .anyMatch(sent -> sent.attempt().equals(attempt.id()));
                    boolean canRead =
                            stage.kind() != TaskKind.REDUCE || gone(job).isEmpty();
                    if (isAlive(attempt.worker()) && !isSent && canRead) {
                        Around then = around.copy();
                        then.sent().add(new Sent(attempt.id(), attempt.worker(), job.mapOutputsVersion()));
                        next.add(new SmallWorld(core, then));
                    }
                }
            }
        }
    }

    private void arrivals(List<SmallWorld> next) {
        for (Sent sent : around.sent()) {
            Around then = around.copy();
            then.sent().remove(sent);
            if (around.terms() > 0) {
                then.acknowledged().add(sent);
            }
            next.add(after(new Command.CommitAttempt(sent.attempt(), sent.by(), result(sent)), then));
        }
    }

    private static AttemptResult result(Sent sent) {
        TaskId task = sent.attempt().task();
        return switch (task.kind()) {
            case MAP -> new AttemptResult.Mapped(COUNTERS, 1, Optional.empty());
            case REDUCE ->
                new AttemptResult.Reduced(
                        COUNTERS,
                        new PartFact(String.format(Locale.ROOT, "part-r-%05d", task.index()), 1, 1, 0),
                        sent.read());
            case PLAN, PUBLISH, ABORT -> new AttemptResult.Done();
        };
    }

    /** Committed map outputs whose process is dead or replaced. */
    private List<Attempt> gone(Job job) {
        List<Attempt> gone = new ArrayList<>();
        Stage maps = job.stage(TaskKind.MAP).orElseThrow();
        for (int i = 0; i < maps.size(); i++) {
            maps.task(i)
                    .flatMap(task -> task.committed())
                    .filter(winner -> !isAlive(winner.worker()))
                    .ifPresent(gone::add);
        }
        return gone;
    }

    private void troubles(ClusterState state, Job job, List<SmallWorld> next) {
        for (Worker worker : state.workers()) {
            int number = number(worker.id());
            int process = around.processes().get(number);
            if (process >= 0 && around.crashes() > 0) {
                next.add(new SmallWorld(core, crashed(number)));
                if (worker.isTrusted()) {
                    Around then = around.with(around.crashes() - 1, around.terms(), around.processes());
                    next.add(after(new Command.FenceWorker(worker.ref(), "r"), then));
                }
            }
            if (process < 0 && worker.isTrusted()) {
                next.add(after(new Command.FenceWorker(worker.ref(), "r"), around));
            }
            if (process < 0 || !worker.isTrusted()) {
                int fresh = process < 0 ? worker.incarnation().charAt(3) - '0' + 1 : process;
                next.add(after(
                        register(number, fresh),
                        around.with(around.crashes(), around.terms(), processes(number, fresh))));
            }
        }
        reports(job, next);
        if (around.terms() > 0) {
            Around then = around.with(around.crashes(), around.terms() - 1, around.processes());
            then.sent().addAll(then.acknowledged());
            then.acknowledged().clear();
            next.add(after(new Command.BeginTerm("m", 0), then));
        }
    }

    private Around crashed(int number) {
        return around.with(around.crashes() - 1, around.terms(), processes(number, -1));
    }

    private List<Integer> processes(int number, int process) {
        List<Integer> processes = new ArrayList<>(around.processes());
        processes.set(number, process);
        return processes;
    }

    private void reports(Job job, List<SmallWorld> next) {
        Stage reduces = job.stage(TaskKind.REDUCE).orElseThrow();
        for (int i = 0; i < reduces.size(); i++) {
            if (reduces.state(i) == TaskState.RUNNING) {
                for (Attempt reader : reduces.task(i).orElseThrow().liveAttempts()) {
                    if (isAlive(reader.worker())) {
                        for (Attempt lost : gone(job)) {
                            next.add(after(
                                    new Command.ReportOutputLost(
                                            reader.id(), reader.worker(), lost.id(), Trouble.MISSING, "c"),
                                    around));
                        }
                    }
                }
            }
        }
    }

    /** Equal for states from which the same can follow. */
    byte[] form() {
        return SmallWorldForm.of(image, around);
    }

    /** Tells more states apart than {@link #form}: leaves out histories, reasons and terms only. */
    long key() {
        StableHash hash = new StableHash();
        hash.add(around.crashes()).add(around.terms());
        around.processes().forEach(hash::add);
        add(hash, around.sent());
        add(hash, around.acknowledged());
        ClusterImage.JobImage job = image.jobs().get(0);
        hash.add(job.state()).add(job.mapOutputsVersion()).add(job.verdict().isPresent());
        for (ClusterImage.StageImage stage : job.stages()) {
            hash.add(stage.kind());
            stage.states().forEach(hash::add);
            for (ClusterImage.TaskImage task : stage.tasks()) {
                hash.add(task.index()).add(task.started()).add(task.failures()).add(task.losses());
                hash.add(task.releases()).add(task.lastChange());
                for (ClusterImage.AttemptImage attempt : task.attempts()) {
                    hash.add(attempt.number()).add(attempt.state()).add(attempt.consumedVersion());
                    hash.add(attempt.worker().worker().value())
                            .add(attempt.worker().epoch());
                }
            }
        }
        for (ClusterImage.WorkerImage worker : image.workers()) {
            hash.add(worker.ref().epoch()).add(worker.incarnation()).add(worker.state());
        }
        return hash.value();
    }

    private static void add(StableHash hash, SortedSet<Sent> commits) {
        hash.add(commits.size());
        for (Sent sent : commits) {
            hash.add(sent.attempt().toString())
                    .add(sent.by().epoch())
                    .add(sent.by().worker().value());
            hash.add(sent.read());
        }
    }
}
