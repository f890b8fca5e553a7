package dev.jangada.chaos.sim;

import com.google.protobuf.ByteString;
import dev.jangada.chaos.sim.DataPlane.Pair;
import dev.jangada.chaos.sim.DataPlane.RunFile;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptFailure;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.MapOutcome;
import dev.jangada.protocol.v1.Nothing;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.PoisonRecord;
import dev.jangada.protocol.v1.ReduceOutcome;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.worker.attempt.Outcomes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One try of a task: takes virtual time, may go wrong in the ways of {@link Choice}, and works on real records. */
final class SimAttempt {
    private static final long SHORTEST = 2 * Agenda.MILLI;
    private static final long LONGEST = 120 * Agenda.MILLI;
    private static final int SLOW_FACTOR = 20;
    private static final long STEPS = 3;
    private static final long HANGS = 60 * Agenda.SECOND;
    private static final int CHUNK = 2;

    private final SimExecutor executor;
    private final SimExecutor.KnownJob job;
    private final Assignment assignment;
    private final AttemptRef attempt;
    private final Simulation sim;
    private final long key;
    private Optional<SimFetch> fetch = Optional.empty();
    private long begunAt;
    private boolean isOver;

    SimAttempt(SimExecutor executor, SimExecutor.KnownJob job, Assignment assignment) {
        this.executor = executor;
        this.job = job;
        this.assignment = assignment;
        this.attempt = assignment.getAttempt();
        this.sim = executor.sim();
        this.key = 100_000_000L * job.plan().number()
                + 10_000_000L * attempt.getStageValue()
                + 10_000L * attempt.getIndex()
                + attempt.getNumber();
    }

    AttemptRef attempt() {
        return attempt;
    }

    SimExecutor.KnownJob job() {
        return job;
    }

    long key() {
        return key;
    }

    void ended() {
        isOver = true;
    }

    /** More is known of where map outputs are. */
    void learned() {
        fetch.ifPresent(SimFetch::goOn);
    }

    private boolean goesWrong(Choice choice) {
        return sim.choices()
                .goesWrong(
                        choice, key, executor.worker().node(), executor.token().getEpoch());
    }

    void begin() {
        begunAt = sim.agenda().now();
        long length =
                sim.choices().between(SHORTEST, LONGEST, key, executor.worker().node());
        if (goesWrong(Choice.HANG_ATTEMPT)) {
            long healAt = sim.schedule().healAt();
            length = healAt == Long.MAX_VALUE ? HANGS : Math.max(length, healAt - begunAt + length);
        } else if (goesWrong(Choice.SLOW_ATTEMPT)) {
            length *= SLOW_FACTOR;
        }
        for (long step = 1; step < STEPS; step++) {
            double fraction = (double) step / STEPS;
            later(length * step / STEPS, "progress", () -> executor.progress(attempt, fraction));
        }
        later(length, "work", this::work);
    }

    private void later(long delay, String what, Runnable then) {
        sim.agenda().in(delay, executor.worker(), what, () -> {
            if (!isOver) {
                then.run();
            }
        });
    }

    private void work() {
        Optional<Outcome> failure = failure();
        if (failure.isPresent()) {
            executor.end(this, failure.get());
            return;
        }
        if (goesWrong(Choice.CRASH_EXECUTOR)) {
            executor.crash(this);
            return;
        }
        switch (attempt.getStage()) {
            case PLAN -> plan();
            case MAP -> map();
            case REDUCE -> {
                SimFetch fetching = new SimFetch(this, executor, assignment.getRequiredVersion());
                fetch = Optional.of(fetching);
                fetching.goOn();
            }
            case PUBLISH -> publish();
            default -> {
                sim.storage().abort(attempt.getJob());
                commit(AttemptOutcome.newBuilder().setDone(Nothing.getDefaultInstance()));
            }
        }
    }

    private Optional<Outcome> failure() {
        JobPlan plan = job.plan();
        boolean isMap = attempt.getStageValue() == TaskStage.MAP_VALUE;
        boolean isLastMap = isMap && attempt.getIndex() == plan.maps() - 1;
        if (isMap && DataPlane.isPoisoned(plan, attempt.getIndex()) && !isFirstSkipped()) {
            return Optional.of(poisoned());
        }
        if (isLastMap && plan.kind() == JobPlan.Kind.HOPELESS) {
            return Optional.of(failed(FailureKind.PERMANENT, "the input is no text"));
        }
        if (isOfUser() && goesWrong(Choice.FAIL_USER)) {
            return Optional.of(failed(FailureKind.USER_CODE, "user code throws by chance"));
        }
        return goesWrong(Choice.FAIL_ENVIRONMENT)
                ? Optional.of(failed(FailureKind.ENVIRONMENT, "the disk is full"))
                : Optional.empty();
    }

    private boolean isFirstSkipped() {
        return assignment.getSkipList().contains(0L);
    }

    private Outcome poisoned() {
        AttemptFailure.Builder failure =
                AttemptFailure.newBuilder().setKind(FailureKind.USER_CODE).setMessage("user code throws at record 0");
        if (job.plan().limits().skippableRecords() > 0) {
            failure.setRecord(PoisonRecord.newBuilder().setPosition(0).setWhere("in:0"));
        }
        return Outcomes.failed(attempt, failure.build());
    }

    private boolean isOfUser() {
        return attempt.getStageValue() <= TaskStage.REDUCE_VALUE;
    }

    Outcome failed(FailureKind kind, String message) {
        return Outcomes.failed(attempt, kind, message, "the last line");
    }

    private void plan() {
        JobPlan plan = job.plan();
        if (plan.publishes()) {
            sim.storage().prepare(attempt.getJob(), executor.token());
        }
        for (int first = 0; first < plan.maps(); first += CHUNK) {
            PlanChunk.Builder chunk = PlanChunk.newBuilder().setAttempt(attempt).setFirstIndex(first);
            for (int split = first; split < Math.min(plan.maps(), first + CHUNK); split++) {
                chunk.addSplits(ByteString.copyFromUtf8("split " + split));
            }
            executor.core().planned(chunk.build());
        }
        commit(AttemptOutcome.newBuilder()
                .setPlanned(Plan.newBuilder()
                        .setMaps(plan.maps())
                        .setReduces(plan.reduces())
                        .setDeterministic(plan.isDeterministic())
                        .setPublishes(plan.publishes())
                        .setInputFiles(1)
                        .setInputBytes(100)));
    }

    private void map() {
        JobPlan plan = job.plan();
        int split = Integer.parseInt(assignment.getSplit().toStringUtf8().substring("split ".length()));
        List<Pair> mapped = DataPlane.map(
                plan,
                split,
                isFirstSkipped(),
                sim.choices().random(key, executor.worker().life()));
        AttemptOutcome.Builder outcome =
                AttemptOutcome.newBuilder().putCounters("records", DataPlane.recordsOf(plan, split, isFirstSkipped()));
        if (plan.reduces() == 0) {
            MapOutcome.Builder result = MapOutcome.newBuilder();
            if (plan.publishes()) {
                Optional<Part> part = write("part-m", mapped);
                if (part.isEmpty()) {
                    return;
                }
                result.setPart(part.get());
            }
            commit(outcome.setMapped(result));
            return;
        }
        RunFile file = DataPlane.runFile(plan, mapped);
        SimWorker.Output name = SimWorker.Output.of(executor.token().getEpoch(), attempt);
        // A worker deletes what it has of a job that it is to forget once the job's last attempt there has ended.
        if (executor.job(attempt.getJob()) == job) {
            executor.worker().keep(name, goesWrong(Choice.CORRUPT_OUTPUT) ? file.corrupted() : file);
        }
        if (goesWrong(Choice.LOSE_OUTPUT)) {
            SimWorker worker = executor.worker();
            sim.agenda()
                    .in(sim.choices().between(0, 400 * Agenda.MILLI, key, 5), worker, "lose", () -> worker.lose(name));
        }
        commit(outcome.setMapped(MapOutcome.newBuilder().setOutputBytes(1 + mapped.size())));
    }

    /** All segments of a reduce are here. */
    void fetched(List<Pair> records, long consumedVersion) {
        JobPlan plan = job.plan();
        List<Pair> reduced = DataPlane.reduce(plan, records);
        Optional<Part> part = plan.publishes() ? write("part-r", reduced) : Optional.of(part("part-r", reduced));
        part.ifPresent(written -> commit(AttemptOutcome.newBuilder()
                .putCounters("reduced", reduced.size())
                .setReduced(ReduceOutcome.newBuilder().setPart(written).setConsumedVersion(consumedVersion))));
    }

    private Part part(String prefix, List<Pair> records) {
        return Part.newBuilder()
                .setName(String.format(Locale.ROOT, "%s-%05d", prefix, attempt.getIndex()))
                .setRecords(records.size())
                .setBytes(16L * records.size())
                .setCrc32C((int) DataPlane.checksum(records))
                .build();
    }

    private Optional<Part> write(String prefix, List<Pair> records) {
        Part part = part(prefix, records);
        SimStorage.Winner name = new SimStorage.Winner(part.getName(), attempt.getNumber());
        if (sim.storage().write(attempt.getJob(), name, records)) {
            return Optional.of(part);
        }
        executor.end(this, failed(FailureKind.ENVIRONMENT, "the staging directory is gone"));
        return Optional.empty();
    }

    private void publish() {
        List<SimStorage.Winner> winners = assignment.getWinnersList().stream()
                .map(winner -> new SimStorage.Winner(winner.getPart().getName(), winner.getAttemptNumber()))
                .toList();
        String output = job.description().getRequest().getOutput();
        boolean isBroken = goesWrong(Choice.BREAK_PUBLISH);
        Optional<String> wrong = sim.storage().publish(attempt.getJob(), output, winners, isBroken);
        if (wrong.isPresent()) {
            executor.end(this, failed(FailureKind.ENVIRONMENT, wrong.get()));
        } else {
            commit(AttemptOutcome.newBuilder().setDone(Nothing.getDefaultInstance()));
        }
    }

    private void commit(AttemptOutcome.Builder outcome) {
        long ranMillis = Math.max(1, (sim.agenda().now() - begunAt) / Agenda.MILLI);
        executor.end(
                this,
                Outcomes.committed(attempt, outcome.build()).toBuilder()
                        .setRunMillis(ranMillis)
                        .build());
    }

    /** Whether it has a process of its own, since it is suspected. */
    boolean isAlone() {
        return assignment.getAlone();
    }

    boolean isOver() {
        return isOver;
    }
}
