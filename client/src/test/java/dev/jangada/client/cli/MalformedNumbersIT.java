package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.cluster.ServerGroup;
import dev.jangada.client.fake.RawWorker;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptProgress;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.CancelJobRequest;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.JobVersion;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.MapOutcome;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.ReduceOutcome;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.SubmitJobRequest;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerDetails;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a master, a process of its own, makes of numbers that make no sense: of clients, on the wire, and of workers. */
@Tag("processes")
@Timeout(300)
class MalformedNumbersIT {
    private static final long NEGATIVE = -1; // on the wire 2^32 - 1, or 2^64 - 1
    private static final List<Long> NUMBERS = List.of(NEGATIVE, 0L, 0x7fff_ffffL, 0x8000_0000L, Long.MAX_VALUE);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private static Path directory;

    private static ServerGroup group;
    private static ManagedChannel channel;
    private static int jobs;

    @BeforeAll
    static void start() {
        group = ServerGroup.founded(directory, 1, 0);
        channel = NettyChannelBuilder.forTarget(group.api()).usePlaintext().build();
    }

    /** Whatever was sent, a master that starts again applies all that is logged, and jobs run. */
    @AfterAll
    static void startAgainAndRunAJob() {
        try (ServerGroup stopped = group;
                Jangada jangada = Jangada.connect(stopped.api())) {
            channel.shutdownNow();
            stopped.kill("m1");
            stopped.start("m1");
            stopped.leader();
            stopped.startWorker("w1");
            jangada.submit(Job.builtIn("noop").arg("tasks", "3")).await(PATIENCE);
        }
    }

    private static ClientGrpc.ClientBlockingStub client() {
        return ClientGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static SubmitJobRequest request(JobOptions options) {
        String name = "job-" + ++jobs;
        return SubmitJobRequest.newBuilder()
                .setToken(name)
                .setJob(JobRequest.newBuilder()
                        .setName(name)
                        .setDefinition("builtin:noop")
                        .setOptions(options))
                .build();
    }

    private static void cancel(String job) {
        var unused =
                client().cancelJob(CancelJobRequest.newBuilder().setJob(job).build());
    }

    @Test
    @Tag("scenario:input-malformed-numbers")
    void requestsAreRefusedByFieldValueAndRange() {
        assertBounds("number of reducers", JobOptions.REDUCERS_FIELD_NUMBER, false, 0, 100_000);
        assertBounds("failure budget", JobOptions.FAILURE_BUDGET_FIELD_NUMBER, false, 0, 1_000);
        assertBounds("loss budget", JobOptions.LOSS_BUDGET_FIELD_NUMBER, false, 0, 1_000);
        assertBounds("skippable records", JobOptions.SKIPPABLE_RECORDS_FIELD_NUMBER, false, 0, Integer.MAX_VALUE);
        long year = Duration.ofDays(365).toMillis();
        assertBounds("attempt timeout", JobOptions.ATTEMPT_TIMEOUT_MILLIS_FIELD_NUMBER, true, 0, year);
        assertBounds("deadline", JobOptions.DEADLINE_MILLIS_FIELD_NUMBER, true, 0, year);
        assertThat(group.runs("m1")).as(group.log("m1")).isTrue();
    }

    /** Sends the number as it is, whatever the type of the field: a reader of 32 bits sees its lower half. */
    private static void assertBounds(String what, int field, boolean isLong, long least, long most) {
        for (long number : NUMBERS) {
            UnknownFieldSet wire = UnknownFieldSet.newBuilder()
                    .addField(
                            field,
                            UnknownFieldSet.Field.newBuilder().addVarint(number).build())
                    .build();
            SubmitJobRequest request =
                    request(JobOptions.newBuilder().setUnknownFields(wire).build());
            long read = isLong ? number : number & 0xffff_ffffL;
            if (read >= least && read <= most) {
                cancel(client().submitJob(request).getJob());
            } else {
                ErrorDetail detail = refusal(request);
                assertThat(detail.getCode()).as(what + " of " + number).isEqualTo(ErrorCode.INVALID);
                assertThat(detail.getMessage())
                        .contains(what, Long.toUnsignedString(read))
                        .endsWith(" to " + most);
            }
        }
    }

    private static ErrorDetail refusal(SubmitJobRequest request) {
        Throwable thrown = catchThrowable(() -> client().submitJob(request));
        assertThat(thrown).isNotNull();
        return Errors.detailOf(thrown).orElseThrow(() -> new AssertionError("not typed", thrown));
    }

    @ParameterizedTest
    @Tag("scenario:input-malformed-numbers")
    @CsvSource({
        "--reducers, -1 0 100001 2147483647 2147483648 9223372036854775807",
        "--attempts, -1 0 1001 2147483647 2147483648 9223372036854775807",
        "--skip-records, -1 2147483648 9223372036854775807",
        "--attempt-timeout, -1 999ms 2147483648 9223372036854775807 9223372036854775807h 99999999999999999999",
        "--deadline, -1 9223372036854775807 9223372036854775807h 99999999999999999999",
        "--timeout, -1 9223372036854775807h 99999999999999999999",
        "--arg, tasks=-1 tasks=0 tasks=1000001 tasks=2147483647 tasks=2147483648 tasks=9223372036854775807",
    })
    void commandLineNamesOptionAndValue(String option, String values) {
        for (String value : values.split(" ")) {
            TestConsole console = new TestConsole();
            int code = console.run("run", "noop", option + "=" + value, "--detach", "--masters", group.api());
            assertThat(code).as(option + " " + value + ": " + console.out()).isIn(ExitCode.FAILED, ExitCode.USAGE);
            assertThat(console.err())
                    .as(option + " " + value)
                    .contains(value.replace("tasks=", "").replace("ms", ""))
                    .doesNotContain("\tat ", "Exception");
        }
        assertThat(group.runs("m1")).isTrue();
    }

    private static Hello.Builder hello(int slots) {
        return Hello.newBuilder()
                .setWorker("raw")
                .setIncarnation("raw-process")
                .setDetails(WorkerDetails.newBuilder()
                        .setAddress("127.0.0.1:1")
                        .setMachine("raw")
                        .setDirectory("/nowhere")
                        .setSlots(slots));
    }

    @Test
    @Tag("scenario:input-malformed-numbers")
    void helloWithWrongNumbersIsRefusedOrNotBelieved() throws Exception {
        AttemptRef negative = AttemptRef.newBuilder()
                .setJob("job-1")
                .setStage(TaskStage.MAP)
                .setIndex((int) NEGATIVE)
                .build();
        try (RawWorker worker = new RawWorker(group.api())) {
            for (int slots : new int[] {(int) NEGATIVE, 0, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                worker.hello(hello(slots).build());
                assertThat(worker.awaitRefusal().getCode()).isEqualTo(ErrorCode.INVALID);
            }
            worker.hello(hello(1).addHeld(negative).build());
            assertThat(worker.awaitRefusal().getMessage()).contains("must not be negative: -1");
            worker.hello(hello(1).setLastTerm(NEGATIVE).build());
            assertThat(worker.awaitRefusal().getCode()).isEqualTo(ErrorCode.NOT_READY);
            for (long index : new long[] {NEGATIVE, Long.MAX_VALUE}) {
                worker.hello(hello(1).setSeenIndex(index).build());
                assertThat(worker.awaitRefusal().getCode()).isEqualTo(ErrorCode.DATA_LOSS);
            }
            for (long number : NUMBERS) {
                JobVersion known = JobVersion.newBuilder()
                        .setJob("job-1")
                        .setMapOutputsVersion(number)
                        .build();
                long epoch = worker.join(
                                hello(1).setEpoch(number).addKnownJobs(known).build())
                        .getEpoch();
                assertThat(epoch).isBetween(1L, 1_000L);
            }
        }
        assertThat(group.runs("m1")).isTrue();
    }

    /** Each worker's job gets as far as the attempt that brings back the wrong number. */
    private static final class Session implements AutoCloseable {
        private final RawWorker worker = new RawWorker(group.api());
        private String job = "";

        Session() throws InterruptedException {
            worker.join(hello(4).build());
        }

        AttemptRef assigned(TaskStage stage) throws InterruptedException {
            AttemptRef attempt;
            do {
                attempt = worker.next().getAttempt();
            } while (!attempt.getJob().equals(job));
            assertThat(attempt.getStage()).isEqualTo(stage);
            return attempt;
        }

        /** A job's only attempt of a stage, of one map and one reduce. */
        AttemptRef reach(TaskStage stage) throws InterruptedException {
            job = client().submitJob(request(JobOptions.newBuilder()
                            .setFailureBudget(1)
                            .setBackups(false)
                            .build()))
                    .getJob();
            AttemptRef attempt = assigned(TaskStage.PLAN);
            if (stage != TaskStage.PLAN) {
                worker.report(planned(attempt, 0, plan(1, 1)));
                attempt = assigned(TaskStage.MAP);
            }
            if (stage == TaskStage.REDUCE) {
                worker.report(committed(attempt, mapped(1)));
                attempt = assigned(TaskStage.REDUCE);
            }
            return attempt;
        }

        JobStatus end(Jangada jangada) {
            return jangada.job(job).watch(status -> {});
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    private static Plan.Builder plan(int maps, int reduces) {
        return Plan.newBuilder().setMaps(maps).setReduces(reduces).setDeterministic(true);
    }

    private static Report planned(AttemptRef attempt, int firstIndex, Plan.Builder plan) {
        return committed(attempt, AttemptOutcome.newBuilder().setPlanned(plan)).toBuilder()
                .addPlanChunks(PlanChunk.newBuilder()
                        .setAttempt(attempt)
                        .setFirstIndex(firstIndex)
                        .addSplits(ByteString.copyFromUtf8("split")))
                .build();
    }

    private static AttemptOutcome.Builder mapped(long bytes) {
        return AttemptOutcome.newBuilder().setMapped(MapOutcome.newBuilder().setOutputBytes(bytes));
    }

    private static AttemptOutcome.Builder reduced(long version, long records, long bytes) {
        return AttemptOutcome.newBuilder()
                .setReduced(ReduceOutcome.newBuilder()
                        .setConsumedVersion(version)
                        .setPart(Part.newBuilder().setRecords(records).setBytes(bytes)));
    }

    private static Report committed(AttemptRef attempt, AttemptOutcome.Builder outcome) {
        return Report.newBuilder()
                .addOutcomes(Outcome.newBuilder()
                        .setAttempt(attempt)
                        .setCommitted(outcome)
                        .setRunMillis(NEGATIVE))
                .build();
    }

    /** The attempt fails for good, and its job with it, by a sentence. */
    private static void assertFails(Session session, Jangada jangada, Report report, String... words) {
        session.worker.report(report);
        JobStatus end = session.end(jangada);
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.reason()).contains(words);
    }

    /** The session ends, and a new one may go on. */
    private static void assertRefused(Session session, Report report, String... words) throws InterruptedException {
        session.worker.report(report);
        ErrorDetail why = session.worker.awaitRefusal();
        assertThat(why.getCode()).isEqualTo(ErrorCode.INVALID);
        assertThat(why.getMessage()).contains(words);
        cancel(session.job);
        session.worker.join(hello(4).build());
    }

    @Test
    @Tag("scenario:input-malformed-numbers")
    void reportsWithWrongNumbersEndTheirAttemptOrTheirSessionOnly() throws Exception {
        int most = Integer.MAX_VALUE;
        int none = (int) NEGATIVE;
        try (Session session = new Session();
                Jangada jangada = Jangada.connect(group.api())) {
            for (Plan.Builder plan : List.of(plan(none, 1), plan(most, 1), plan(1, none), plan(1, most))) {
                assertFails(session, jangada, planned(session.reach(TaskStage.PLAN), 0, plan), "the plan has");
            }
            for (Plan.Builder plan :
                    List.of(plan(1, 1).setInputFiles(none), plan(1, 1).setInputBytes(NEGATIVE))) {
                assertFails(session, jangada, planned(session.reach(TaskStage.PLAN), 0, plan), "negative input");
            }
            for (int index : new int[] {none, most}) {
                Report report = planned(session.reach(TaskStage.PLAN), index, plan(1, 1));
                assertFails(session, jangada, report.toBuilder().clearOutcomes().build(), "splits from " + index);
            }
            assertRefused(session, committed(session.reach(TaskStage.MAP), mapped(NEGATIVE)), "18446744073709551615");
            for (long version : new long[] {NEGATIVE, Long.MAX_VALUE}) {
                Report report = committed(session.reach(TaskStage.REDUCE), reduced(version, 1, 1));
                assertFails(session, jangada, report, "it read version " + version);
            }
            assertRefused(session, committed(session.reach(TaskStage.REDUCE), reduced(1, NEGATIVE, 1)), "records is");
            assertRefused(session, committed(session.reach(TaskStage.REDUCE), reduced(1, 1, NEGATIVE)), "bytes is");
            assertIgnoresWhatMeansNothing(session, jangada);
        }
        assertThat(group.runs("m1")).as(group.log("m1")).isTrue();
    }

    private static void assertIgnoresWhatMeansNothing(Session session, Jangada jangada) throws InterruptedException {
        AttemptRef reduce = session.reach(TaskStage.REDUCE);
        AttemptRef map = reduce.toBuilder().setStage(TaskStage.MAP).build();
        AttemptRef far = map.toBuilder().setIndex(Integer.MAX_VALUE).build();
        Report.Builder odd = Report.newBuilder().setFreeSlots((int) NEGATIVE);
        for (double fraction : new double[] {-1, 2, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
            odd.addProgress(AttemptProgress.newBuilder().setAttempt(reduce).setFraction(fraction));
        }
        for (AttemptRef lost :
                Set.of(far, map.toBuilder().setNumber(Integer.MAX_VALUE).build())) {
            odd.addStarted(lost)
                    .addLostOutputs(LostOutput.newBuilder().setReader(reduce).setLost(lost));
        }
        session.worker.report(odd.build());
        boolean unused = session.worker.await(
                message -> message.getDirective().getSettledLossesCount() > 0 ? Optional.of(true) : Optional.empty());
        assertThat(jangada.job(session.job).status().progress()).isBetween(0.0, 1.0);
        AttemptOutcome.Builder extreme = reduced(1, Long.MAX_VALUE, Long.MAX_VALUE)
                .putCounters("most", Long.MAX_VALUE)
                .putCounters("least", Long.MIN_VALUE);
        session.worker.report(committed(reduce, extreme));
        assertThat(session.end(jangada).counters())
                .containsEntry("most", Long.MAX_VALUE)
                .containsEntry("least", Long.MIN_VALUE);
    }
}
