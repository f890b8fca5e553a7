package dev.jangada.coordinator;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.policy.Exclusion;
import dev.jangada.coordinator.policy.Placement;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Draws commands: most of them make sense in the state at hand, some come too late, some never made sense. */
final class RandomCommands {
    private static final int WORKERS = 4;
    private static final long FAR_FUTURE = Long.MAX_VALUE / 2;

    private final Random random;
    private final ClusterState state;
    private int tokens;
    private int incarnations;

    RandomCommands(Random random, ClusterState state) {
        this.random = random;
        this.state = state;
    }

    Command next() {
        int dice = random.nextInt(100);
        if (dice < 4) {
            return submit();
        }
        if (dice < 10) {
            return register();
        }
        if (dice < 13) {
            return new Command.FenceWorker(anyWorker(), "drawn");
        }
        if (dice < 15) {
            return random.nextBoolean()
                    ? new Command.DrainWorker(anyWorker().worker())
                    : new Command.RetireWorker(anyWorker().worker());
        }
        if (dice < 16) {
            return random.nextBoolean() ? new Command.CancelJob(anyJob(), "drawn") : new Command.ForgetJob(anyJob());
        }
        if (dice < 17) {
            return new Command.BeginTerm("m" + random.nextInt(3), random.nextInt(1_000));
        }
        if (dice < 20) {
            return backup().orElseGet(this::nonsense);
        }
        if (dice < 50) {
            return placed().orElseGet(this::nonsense);
        }
        return liveAttempt().map(this::ofAttempt).orElseGet(this::nonsense);
    }

    /** What Placement would propose, if anything can be placed. */
    Optional<Command> placed() {
        List<Placement.OpenPlaces> open = new ArrayList<>();
        for (Worker worker : state.workers()) {
            open.add(new Placement.OpenPlaces(worker.ref(), random.nextInt(3)));
        }
        List<Command.AssignAttempt> proposed = Placement.assign(state, open, Set.of(), 3, FAR_FUTURE, Exclusion.NONE);
        return proposed.isEmpty() ? Optional.empty() : Optional.of(proposed.get(random.nextInt(proposed.size())));
    }

    /** A backup of a task that runs, mostly on another worker. */
    private Optional<Command> backup() {
        return liveAttempt()
                .map(attempt -> new Command.AssignAttempt(attempt.id().task(), anyWorker(), "drawn", true));
    }

    /** A live attempt, if there is one. */
    Optional<Attempt> liveAttempt() {
        List<Attempt> live = new ArrayList<>();
        state.workers().forEach(worker -> live.addAll(worker.liveById()));
        return live.isEmpty() ? Optional.empty() : Optional.of(live.get(random.nextInt(live.size())));
    }

    private Command submit() {
        String token = random.nextInt(5) == 0 ? "t" + random.nextInt(tokens + 1) : "t" + tokens++;
        Optional<String> output = random.nextInt(4) == 0 ? Optional.empty() : Optional.of("/out/" + random.nextInt(20));
        JobSpec.Options options = new JobSpec.Options(
                random.nextInt(3),
                false,
                1 + random.nextInt(3),
                1 + random.nextInt(30),
                random.nextInt(4) > 0,
                600_000,
                random.nextInt(4) == 0 ? 1 + random.nextInt(3_000) : 0,
                0);
        return new Command.SubmitJob(
                token, new JobSpec(token, "builtin:drawn", List.of(), List.of(), List.of(), output, options));
    }

    Command register() {
        WorkerId id = new WorkerId("w" + random.nextInt(WORKERS));
        Optional<Worker> known = state.worker(id);
        boolean same = known.isPresent() && random.nextInt(4) > 0;
        String incarnation = same ? known.get().incarnation() : "i" + (random.nextInt(3) == 0 ? 0 : incarnations++);
        WorkerProfile profile = new WorkerProfile(id + ":1", "machine", "/tmp", 1 + random.nextInt(2), "test");
        return new Command.RegisterWorker(id, incarnation, same ? known.get().profile() : profile);
    }

    private WorkerRef anyWorker() {
        WorkerId id = new WorkerId("w" + random.nextInt(WORKERS + 1));
        long epoch = state.worker(id).map(worker -> worker.ref().epoch()).orElse(1L);
        return new WorkerRef(id, random.nextInt(5) == 0 ? Math.max(1, epoch - 1) : epoch);
    }

    private JobId anyJob() {
        return new JobId("job-" + (1 + random.nextInt((int) state.jobsSubmitted() + 1)));
    }

    private Command nonsense() {
        List<TaskKind> kinds = List.of(TaskKind.values());
        TaskKind kind = kinds.get(random.nextInt(kinds.size()));
        AttemptId attempt = new TaskId(anyJob(), kind, random.nextInt(4)).attempt(random.nextInt(3));
        WorkerRef worker = anyWorker();
        AttemptId other = new TaskId(attempt.task().job(), TaskKind.MAP, random.nextInt(4)).attempt(random.nextInt(3));
        return switch (random.nextInt(8)) {
            case 0 -> new Command.AssignAttempt(attempt.task(), worker, "drawn");
            case 1 -> new Command.StartAttempt(attempt, worker);
            case 2 -> new Command.CommitAttempt(attempt, worker, new AttemptResult.Done());
            case 3 -> new Command.FailAttempt(attempt, worker, failure());
            case 4 -> new Command.ReleaseAttempt(attempt, worker, "drawn");
            case 5 -> new Command.ExpireJob(anyJob());
            case 6 -> new Command.ReportOutputLost(attempt, worker, other, trouble(), "drawn");
            default -> new Command.AddSplits(attempt, worker, random.nextInt(3), List.of(Blob.EMPTY));
        };
    }

    private Command ofAttempt(Attempt attempt) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return nonsense();
        }
        if (dice == 1) {
            return new Command.FailAttempt(attempt.id(), attempt.worker(), failure());
        }
        if (dice == 2) {
            return new Command.ReleaseAttempt(attempt.id(), attempt.worker(), "drawn");
        }
        if (dice == 3) {
            return new Command.TimeOutAttempt(attempt.id(), attempt.worker(), 599_000 + random.nextInt(2_000), "log");
        }
        if (dice < 6) {
            return new Command.StartAttempt(attempt.id(), attempt.worker());
        }
        if (dice < 8 && attempt.id().task().kind() == TaskKind.REDUCE) {
            return lost(attempt);
        }
        return commit(attempt);
    }

    private Command lost(Attempt reader) {
        Job job = state.job(reader.id().task().job()).orElseThrow();
        Stage maps = job.stage(TaskKind.MAP).orElseThrow();
        if (maps.size() == 0) {
            return nonsense();
        }
        int map = random.nextInt(maps.size());
        int number = maps.task(map).map(Task::started).orElse(1) - 1 - random.nextInt(2);
        AttemptId lost = maps.id(map).attempt(Math.max(0, number));
        return new Command.ReportOutputLost(reader.id(), reader.worker(), lost, trouble(), "drawn");
    }

    private Trouble trouble() {
        List<Trouble> troubles = List.of(Trouble.values());
        return troubles.get(random.nextInt(troubles.size()));
    }

    private Failure failure() {
        List<Failure.Kind> kinds = List.of(Failure.Kind.values());
        Failure.Kind kind = kinds.get(random.nextInt(kinds.size()));
        boolean permanent = kind == Failure.Kind.PERMANENT && random.nextInt(4) > 0;
        Optional<PoisonRecord> record =
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(new PoisonRecord(random.nextInt(2), "drawn"));
        return new Failure(permanent ? Failure.Kind.ENVIRONMENT : kind, "drawn", "log", record);
    }

    /** The command that brings {@code attempt} nearer to its commit; for a plan, splits first. */
    Command commit(Attempt attempt) {
        AttemptId id = attempt.id();
        Job job = state.job(id.task().job()).orElseThrow();
        if (id.task().kind() == TaskKind.PLAN && job.splits().size() < 4 && random.nextInt(3) > 0) {
            Blob[] splits = new Blob[1 + random.nextInt(2)];
            Arrays.fill(splits, Blob.copyOf(new byte[] {1, 2, 3}));
            int first = Math.max(0, job.splits().size() - random.nextInt(2));
            return new Command.AddSplits(id, attempt.worker(), first, List.of(splits));
        }
        return new Command.CommitAttempt(id, attempt.worker(), result(job, id));
    }

    private AttemptResult result(Job job, AttemptId id) {
        int index = id.task().index();
        boolean mapOnly = job.plan()
                .filter(plan -> plan.reduces() == 0 && plan.publishes())
                .isPresent();
        return switch (id.task().kind()) {
            case PLAN ->
                new AttemptResult.Planned(new PlanSummary(
                        job.splits().size(),
                        random.nextInt(4),
                        random.nextInt(3) > 0,
                        job.spec().output().isPresent(),
                        Blob.EMPTY,
                        1,
                        1));
            case MAP ->
                new AttemptResult.Mapped(
                        counters(), 5, mapOnly ? Optional.of(part("part-m-%05d", index)) : Optional.empty());
            case REDUCE -> new AttemptResult.Reduced(counters(), part("part-r-%05d", index), job.mapOutputsVersion());
            case PUBLISH, ABORT -> new AttemptResult.Done();
        };
    }

    private static PartFact part(String form, int index) {
        return new PartFact(String.format(Locale.ROOT, form, index), 1, 1, 1);
    }

    private CounterSet counters() {
        TreeMap<String, Long> values = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            values.put("c" + random.nextInt(4), (long) random.nextInt(100));
        }
        return new CounterSet(values);
    }
}
