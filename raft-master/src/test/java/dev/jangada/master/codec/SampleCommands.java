package dev.jangada.master.codec;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.LogTail;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.Trouble;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** At least one command of every kind, with every field away from its default. */
public final class SampleCommands {
    static final JobId JOB = new JobId("job-7");
    static final WorkerId WORKER = new WorkerId("w1");
    static final WorkerRef REF = new WorkerRef(WORKER, 3);
    static final AttemptId MAP_ATTEMPT = new TaskId(JOB, TaskKind.MAP, 12).attempt(2);
    static final AttemptId REDUCE_ATTEMPT = new TaskId(JOB, TaskKind.REDUCE, 1).attempt(0);
    static final CounterSet COUNTERS = new CounterSet(new TreeMap<>(Map.of("records", 5L, "lines", -1L)));
    static final PartFact PART = new PartFact("part-r-00001", 10, 200, 0xFEDCBA98);

    private SampleCommands() {}

    /** A job spec with every field set. */
    public static JobSpec spec(String name) {
        return new JobSpec(
                name,
                "com.example.WordCount",
                List.of("ab".repeat(32), "cd".repeat(32)),
                List.of(new JobSpec.Argument("k", "v"), new JobSpec.Argument("k", "")),
                List.of(new JobSpec.Input("/data/in*", "in*")),
                Optional.of("/data/out"),
                new JobSpec.Options(3, true, 5, 50, false, 60_000, 3_600_000, 7));
    }

    /** What a worker says of itself. */
    public static WorkerProfile profile() {
        return new WorkerProfile("127.0.0.1:9000", "machine", "/tmp/w1", 4, "0.1.0");
    }

    static Stream<AttemptResult> results() {
        return Stream.of(
                new AttemptResult.Planned(new PlanSummary(3, 2, true, true, Blob.copyOf(new byte[] {1, 2}), 4, 99)),
                new AttemptResult.Mapped(COUNTERS, 77, Optional.empty()),
                new AttemptResult.Mapped(CounterSet.EMPTY, 0, Optional.of(PART)),
                new AttemptResult.Reduced(COUNTERS, PART, 6),
                new AttemptResult.Done());
    }

    static Stream<Command> all() {
        Stream<Command> others = Stream.of(
                new Command.SubmitJob("token", spec("words")),
                new Command.CancelJob(JOB, "by hand"),
                new Command.RegisterWorker(WORKER, "incarnation", profile()),
                new Command.DrainWorker(WORKER),
                new Command.FenceWorker(REF, "silent", List.of(new LogTail(MAP_ATTEMPT, "tail"))),
                new Command.RetireWorker(WORKER),
                new Command.TimeOutAttempt(MAP_ATTEMPT, REF, 600_001, "about to wait"),
                new Command.ExpireJob(JOB),
                new Command.AssignAttempt(MAP_ATTEMPT.task(), REF, "slow", true),
                new Command.StartAttempt(MAP_ATTEMPT, REF),
                new Command.AddSplits(MAP_ATTEMPT, REF, 4, List.of(Blob.copyOf(new byte[] {9}), Blob.EMPTY)),
                new Command.ReleaseAttempt(MAP_ATTEMPT, REF, "drained"),
                new Command.ReportOutputLost(REDUCE_ATTEMPT, REF, MAP_ATTEMPT, Trouble.MISSING, "404"),
                new Command.ReportOutputLost(REDUCE_ATTEMPT, REF, MAP_ATTEMPT, Trouble.CORRUPT, "crc"),
                new Command.ReportOutputLost(REDUCE_ATTEMPT, REF, MAP_ATTEMPT, Trouble.UNREACHABLE, "refused"),
                new Command.BeginTerm("m1", 800),
                new Command.ForgetJob(JOB));
        Stream<Command> failures = Stream.of(Failure.Kind.values())
                .map(kind -> new Command.FailAttempt(MAP_ATTEMPT, REF, new Failure(kind, "why", "tail")));
        Stream<Command> commits = results().map(result -> new Command.CommitAttempt(REDUCE_ATTEMPT, REF, result));
        return Stream.of(others, failures, commits).flatMap(commands -> commands);
    }
}
