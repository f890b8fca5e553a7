package dev.jangada.chaos.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.Trouble;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.codec.StateCodec;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.protocol.v1.SavedState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A leader without sense, and workers and clients without manners: any command that the types allow, at any time, from
 * one seed. Most make sense, so that the state gets somewhere; the others are what policies never propose, such as a
 * backup on the same worker. The core must refuse what must not be. Two replicas apply the same and must stay equal, one
 * of them by way of a snapshot now and then.
 */
final class MisledLeader {
    private static final int COMMANDS = 150;
    private static final int WORKERS = 3;
    private static final int JOBS = 2;
    private static final long BEGAN = 1_000_000;

    private final SplittableRandom random;
    private final Coordinator core = new Coordinator(new ClusterState());
    private final AppliedCore replica = new AppliedCore(Simulation.CLUSTER);
    private long term = 1;
    private long index;
    private long time = BEGAN;

    private MisledLeader(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** One run; what does not hold, if anything. */
    static Optional<Violation> run(long seed) {
        try {
            new MisledLeader(seed).run();
            return Optional.empty();
        } catch (Violation e) {
            return Optional.of(e);
        } catch (RuntimeException e) {
            return Optional.of(new Violation(Check.NO_CRASH, e.toString(), e));
        }
    }

    private void run() {
        apply(new Command.BeginTerm("m0", 0));
        for (int i = 0; i < WORKERS; i++) {
            apply(register(i, 0));
        }
        for (int i = 0; i < COMMANDS; i++) {
            int dice = random.nextInt(100);
            if (dice < 50) {
                ofTask();
            } else if (dice < 85) {
                ofAttempt();
            } else if (dice < 93) {
                ofWorker();
            } else {
                ofClient();
            }
        }
    }

    private void apply(Command command) {
        time += random.nextInt(10) == 0 ? -random.nextInt(5_000) : random.nextInt(200);
        Stamp stamp = new Stamp(term, ++index, time);
        CommandRules.Before before = new CommandRules.Before(core.state(), command);
        Decision decision = core.apply(stamp, command);
        CommandRules.check(before, stamp, command, decision, core.state());
        if (random.nextInt(20) == 0) {
            tellLate(command);
        }
        replica.apply(new AppliedCore.Place(term, index), entry(term, stamp.timeMillis(), command));
        long hash = core.state().hash();
        Ledger.require(replica.digest().hash() == hash, Check.REPLICAS_EQUAL, "replicas differ after " + command);
        if (random.nextInt(20) == 0) {
            restore(hash);
        }
    }

    /** A leader of the term before says the same, too late: a replica that hears it must not change. */
    private void tellLate(Command command) {
        AppliedCore other = new AppliedCore(Simulation.CLUSTER);
        other.restore(ClusterState.of(core.state().image()), new AppliedCore.Place(term, index));
        long hash = other.digest().hash();
        other.apply(new AppliedCore.Place(term + 1, index + 1), entry(term, time, new Command.BeginTerm("m9", 0)));
        Ledger.require(other.digest().hash() == hash, Check.STALE_TERM_REFUSED, "late, and done: " + command);
    }

    private static ByteBuffer entry(long term, long time, Command command) {
        LogEntryCodec.Origin origin = new LogEntryCodec.Origin(Simulation.CLUSTER, term, time, "m0", 1);
        return LogEntryCodec.encode(origin, List.of(command)).toByteString().asReadOnlyByteBuffer();
    }

    private void restore(long hash) {
        try {
            ByteString saved = StateCodec.encode(core.state().image()).toByteString();
            replica.restore(
                    ClusterState.of(StateCodec.decode(SavedState.parseFrom(saved))),
                    new AppliedCore.Place(term, index));
        } catch (InvalidProtocolBufferException | MalformedMessageException e) {
            throw new Violation(Check.SNAPSHOT_EQUALS_REPLAY, "a snapshot can't be read", e);
        }
        Ledger.require(replica.digest().hash() == hash, Check.SNAPSHOT_EQUALS_REPLAY, "a snapshot differs");
    }

    private Command register(int worker, int process) {
        WorkerProfile profile = new WorkerProfile("w" + worker + ":1", "machine", "/d", 1, "1");
        return new Command.RegisterWorker(new WorkerId("w" + worker), "process-" + worker + "-" + process, profile);
    }

    private Command submit(int job, boolean isStolen) {
        JobSpec.Options options = new JobSpec.Options(2, false, 2, 3, true, 1_000, job == 0 ? 0 : 20_000, 0);
        return new Command.SubmitJob(
                "token-" + job,
                new JobSpec(
                        "job" + job,
                        "d",
                        List.of(),
                        List.of(),
                        List.of(new JobSpec.Input("/in", "in")),
                        Optional.of(isStolen ? "/stolen" : "/out/" + job),
                        options));
    }

    private void ofClient() {
        int job = random.nextInt(JOBS);
        JobId id = new JobId("job-" + (1 + random.nextInt(JOBS)));
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> apply(submit(job, false));
            case 4 -> apply(submit(job, true));
            case 5 -> apply(new Command.ForgetJob(id));
            case 6, 7 -> apply(new Command.ExpireJob(id));
            case 8 -> {
                term++;
                apply(new Command.BeginTerm("m" + random.nextInt(3), 100));
            }
            default -> apply(new Command.CancelJob(id, "why not"));
        }
    }

    private void ofWorker() {
        int number = random.nextInt(WORKERS);
        WorkerId id = new WorkerId("w" + number);
        WorkerRef ref = ref(id);
        switch (random.nextInt(8)) {
            case 0 -> apply(new Command.DrainWorker(id));
            case 1, 2 -> apply(new Command.RetireWorker(id));
            case 3 -> apply(new Command.FenceWorker(random.nextInt(3) == 0 ? new WorkerRef(id, 1) : ref, "why not"));
            default -> apply(register(number, random.nextInt(4)));
        }
    }

    private WorkerRef ref(WorkerId id) {
        return core.state().worker(id).map(Worker::ref).orElse(new WorkerRef(id, 1));
    }

    private void ofTask() {
        List<Job> live = List.copyOf(core.state().liveJobs());
        if (live.isEmpty()) {
            apply(submit(random.nextInt(JOBS), false));
            return;
        }
        Job job = live.get(random.nextInt(live.size()));
        List<Stage> stages = List.copyOf(job.stages());
        boolean wantsReady = random.nextInt(3) > 0;
        List<Stage> fitting = stages.stream()
                .filter(stage -> !wantsReady || stage.count(TaskState.READY) > 0)
                .toList();
        if (fitting.isEmpty()) {
            return;
        }
        Stage stage = fitting.get(random.nextInt(fitting.size()));
        if (stage.size() == 0) {
            return;
        }
        int at = wantsReady ? stage.nextReady(0) : running(stage);
        boolean isBackup = stage.state(at) == TaskState.RUNNING && random.nextInt(5) > 0;
        WorkerRef worker = ref(new WorkerId("w" + random.nextInt(WORKERS)));
        apply(new Command.AssignAttempt(stage.id(at), worker, "why not", isBackup));
    }

    /** A task that runs, if any does. */
    private int running(Stage stage) {
        int from = random.nextInt(stage.size());
        for (int i = 0; i < stage.size(); i++) {
            int at = (from + i) % stage.size();
            if (stage.state(at) == TaskState.RUNNING) {
                return at;
            }
        }
        return from;
    }

    private void ofAttempt() {
        List<Attempt> known = new ArrayList<>();
        boolean wantsLive = random.nextInt(5) > 0;
        core.state()
                .jobs()
                .forEach(job -> job.stages().forEach(stage -> {
                    for (int i = 0; i < stage.size(); i++) {
                        stage.task(i)
                                .map(Task::attempts)
                                .ifPresent(all -> all.stream()
                                        .filter(attempt -> !wantsLive || attempt.isLive())
                                        .forEach(known::add));
                    }
                }));
        if (known.isEmpty()) {
            return;
        }
        Attempt attempt = known.get(random.nextInt(known.size()));
        AttemptId id = attempt.id();
        WorkerRef by = speaker(attempt);
        switch (random.nextInt(20)) {
            case 0 -> apply(new Command.StartAttempt(id, by));
            case 1 -> apply(new Command.ReleaseAttempt(id, by, "why not"));
            case 2 -> apply(new Command.TimeOutAttempt(id, by, random.nextInt(2_000), ""));
            case 3 -> apply(new Command.FailAttempt(id, by, new Failure(anyOf(Failure.Kind.values()), "m", "l")));
            case 4, 5, 6, 7 -> report(attempt, by);
            default -> commit(attempt, by);
        }
    }

    /** Mostly its owner; now and then the next epoch of that, or another worker. */
    private WorkerRef speaker(Attempt attempt) {
        return switch (random.nextInt(12)) {
            case 0 -> ref(attempt.worker().worker());
            case 1 -> ref(new WorkerId("w" + random.nextInt(WORKERS)));
            case 2 -> new WorkerRef(attempt.worker().worker(), 1);
            default -> attempt.worker();
        };
    }

    private void report(Attempt reader, WorkerRef by) {
        JobId job = reader.id().task().job();
        Optional<Stage> maps = core.state().job(job).flatMap(known -> known.stage(TaskKind.MAP));
        if (reader.id().task().kind() != TaskKind.REDUCE
                || maps.isEmpty()
                || maps.get().size() == 0) {
            commit(reader, by);
            return;
        }
        int at = random.nextInt(maps.get().size());
        List<Attempt> outputs = maps.get().task(at).map(Task::attempts).orElse(List.of());
        if (!outputs.isEmpty()) {
            AttemptId lost = outputs.get(random.nextInt(outputs.size())).id();
            Trouble trouble = random.nextInt(4) > 0 ? Trouble.UNREACHABLE : anyOf(Trouble.values());
            apply(new Command.ReportOutputLost(reader.id(), by, lost, trouble, "why not"));
            if (random.nextInt(2) == 0) {
                apply(new Command.FailAttempt(reader.id(), by, new Failure(Failure.Kind.FETCH, "m", "l")));
            }
        }
    }

    private void commit(Attempt attempt, WorkerRef by) {
        AttemptId id = attempt.id();
        Job job = core.state().job(id.task().job()).orElseThrow();
        CounterSet counters = new CounterSet(new TreeMap<>(Map.of("records", 1L)));
        switch (id.task().kind()) {
            case PLAN -> {
                List<Blob> splits = List.of(Blob.EMPTY, Blob.EMPTY, Blob.EMPTY);
                apply(new Command.AddSplits(id, by, 0, splits));
                boolean isDeterministic = job.spec().name().equals("job0");
                apply(new Command.CommitAttempt(
                        id,
                        by,
                        new AttemptResult.Planned(new PlanSummary(3, 2, isDeterministic, true, Blob.EMPTY, 1, 1))));
            }
            case MAP ->
                apply(new Command.CommitAttempt(id, by, new AttemptResult.Mapped(counters, 1, Optional.empty())));
            case REDUCE -> {
                PartFact part = new PartFact(
                        String.format(Locale.ROOT, "part-r-%05d", id.task().index()), 1, 1, 0);
                long read = Math.max(0, job.mapOutputsVersion() - (random.nextInt(5) == 0 ? 1 : 0));
                apply(new Command.CommitAttempt(id, by, new AttemptResult.Reduced(counters, part, read)));
            }
            case PUBLISH, ABORT -> apply(new Command.CommitAttempt(id, by, new AttemptResult.Done()));
        }
    }

    @SafeVarargs
    private <T> T anyOf(T... all) {
        return all[random.nextInt(all.length)];
    }
}
