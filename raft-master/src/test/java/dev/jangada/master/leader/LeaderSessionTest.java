package dev.jangada.master.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.FakeWorker;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptFailure;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobVersion;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.TaskStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LeaderSessionTest {
    private static final MasterAddress OTHER = new MasterAddress("m2", "h:1", "h:2", "");

    private final FakeReplicatedCore core = new FakeReplicatedCore();
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final List<Throwable> fatal = new ArrayList<>();
    private final LeaderMeters meters = new LeaderMeters();
    private LeaderSession leader = lead(1);

    private LeaderSession lead(long term) {
        LeaderSurroundings surroundings = new LeaderSurroundings(
                "m1",
                "test",
                LeaderSettings.DEFAULT,
                clock::get,
                System::currentTimeMillis,
                JobObserver.NONE,
                (code, message, cause) -> fatal.add(new AssertionError(message, cause)));
        return LeaderSession.start(term, 0, core, surroundings, meters);
    }

    @AfterEach
    void end() {
        leader.end("the test is over");
        assertThat(fatal).isEmpty();
    }

    private static JobSpec spec(String name) {
        return new JobSpec(
                name,
                "builtin:" + name,
                List.of(),
                List.of(),
                List.of(new JobSpec.Input("/in", "in")),
                Optional.of("/out/" + name),
                JobSpec.Options.DEFAULT);
    }

    private JobId submit(String name) throws Exception {
        Decided decided = leader.submit(new Command.SubmitJob("token-" + name, spec(name)))
                .get(10, TimeUnit.SECONDS);
        return ((Reply.JobAccepted) decided.reply()).job();
    }

    private FakeWorker attached(String id, int slots) {
        FakeWorker worker = new FakeWorker(id, id + "-a", slots).attach(leader);
        await().until(() -> worker.welcome().isPresent());
        return worker;
    }

    private JobState stateOf(JobId job) {
        return core.read(state -> state.job(job).orElseThrow().state());
    }

    private int lostAttempts() {
        return core.read(state -> state.liveJobs().iterator().next().counts().lost());
    }

    private boolean isFirstWorkerTrusted() {
        return core.read(state -> state.workers().iterator().next().isTrusted());
    }

    /** A job with map assignments out at a worker of two slots; four maps more than that are ready. */
    private FakeWorker workerWithTwoMaps() throws Exception {
        FakeWorker worker = attached("w1", 2);
        submit("job");
        worker.succeed(leader, 6, 1);
        await().until(() -> worker.waitingAssignments() == 2);
        return worker;
    }

    @Test
    void termBeginsBeforeAnythingElse() {
        await().until(() -> !core.batches().isEmpty());
        assertThat(core.batches().get(0).get(0)).isEqualTo(new Command.BeginTerm("m1", 0));
    }

    @Test
    void jobRunsFromPlanToPublishAndIsForgottenByItsWorker() throws Exception {
        FakeWorker worker = attached("w1", 2);
        JobId job = submit("job");
        List<TaskStage> stages = new ArrayList<>();
        for (int i = 0; i < 1 + 3 + 2 + 1; i++) {
            stages.add(worker.succeed(leader, 3, 2).getAttempt().getStage());
        }
        await().until(() -> stateOf(job) == JobState.SUCCEEDED);
        assertThat(stages)
                .containsExactly(
                        TaskStage.PLAN,
                        TaskStage.MAP,
                        TaskStage.MAP,
                        TaskStage.MAP,
                        TaskStage.REDUCE,
                        TaskStage.REDUCE,
                        TaskStage.PUBLISH);
        await().until(() -> worker.forgotten().contains(job.value()));
        assertThat(worker.stopped()).isEmpty();
        assertThat(worker.settled()).hasSize(7);
        assertThat(worker.version()).isEqualTo(3);
        assertThat(meters.assignments().getCount()).isEqualTo(7);
        assertThat(meters.commands().getCount())
                .isEqualTo(core.batches().stream().mapToInt(List::size).sum());
    }

    @Test
    void descriptionComesWithTheFirstAssignmentAndAgainWithThePlan() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        List<Boolean> withPlan = worker.directives().stream()
                .flatMap(directive -> directive.getJobsList().stream())
                .map(job -> job.hasPlan())
                .toList();
        assertThat(withPlan).containsExactly(false, true);
        assertThat(worker.drain())
                .extracting(map -> map.getSplit().toStringUtf8())
                .containsExactly("split 0", "split 1");
    }

    @Test
    void lostOutputIsHeardAlthoughItsReaderFailsInTheSameReport() throws Exception {
        FakeWorker worker = attached("w1", 1);
        JobId job = submit("job");
        for (int i = 0; i < 2; i++) {
            worker.succeed(leader, 1, 1); // the plan, and the map
        }
        AttemptRef reader = worker.next().getAttempt();
        AttemptRef map = reader.toBuilder().setStage(TaskStage.MAP).build();
        Report report = Report.newBuilder()
                .addOutcomes(Outcome.newBuilder()
                        .setAttempt(reader)
                        .setFailed(AttemptFailure.newBuilder().setKind(FailureKind.FETCH)))
                .addLostOutputs(LostOutput.newBuilder().setReader(reader).setLost(map))
                .build();
        leader.reported(worker, report);
        assertThat(worker.next().getAttempt())
                .isEqualTo(map.toBuilder().setNumber(1).build());
        assertThat(stateOf(job)).isEqualTo(JobState.RUNNING);
    }

    @Test
    void nextAssignmentIsInTheBatchOfTheCommitThatFreesThePlace() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        core.hold();
        Assignment done = worker.next();
        // So long a run asks for no queue beyond the slots: only the place that this commit frees can be given away.
        Report.Builder report = FakeWorker.success(done, 6, 1, 0).toBuilder();
        report.getOutcomesBuilder(0).setRunMillis(10_000);
        leader.reported(worker, report.build());
        await().until(() -> core.waiting() == 1);
        List<Command> batch = core.lastBatch();
        assertThat(batch).hasSize(2);
        assertThat(batch.get(0)).isInstanceOf(Command.CommitAttempt.class);
        assertThat(batch.get(1)).isInstanceOf(Command.AssignAttempt.class);
        core.release();
        assertThat(worker.next().getAttempt().getIndex()).isEqualTo(1);
        assertThat(worker.next().getAttempt().getIndex()).isEqualTo(2);
    }

    @Test
    void noTaskIsAssignedTwiceWhileItsAssignmentIsOnItsWay() throws Exception {
        core.hold();
        leader.end("begin again");
        leader = lead(1);
        FakeWorker worker = new FakeWorker("w1", "a", 2).attach(leader);
        CompletableFuture<Decided> submitted = leader.submit(new Command.SubmitJob("t", spec("job")));
        await().until(() -> {
            if (core.waiting() > 0) {
                core.releaseOne();
            }
            return worker.waitingAssignments() > 0;
        });
        submitted.get();
        core.release();
        long assignments = core.batches().stream()
                .flatMap(List::stream)
                .filter(Command.AssignAttempt.class::isInstance)
                .count();
        assertThat(assignments).isEqualTo(1);
    }

    @Test
    void commandsThatCameWhileABatchWasOnItsWayShareTheNextOne() throws Exception {
        await().until(() -> core.batches().size() == 1);
        core.hold();
        List<CompletableFuture<Decided>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(leader.submit(new Command.SubmitJob("t" + i, spec("job" + i))));
        }
        await().until(() -> core.waiting() > 0);
        core.release();
        for (CompletableFuture<Decided> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS).reply()).isInstanceOf(Reply.JobAccepted.class);
        }
        assertThat(core.batches()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void reattachedWorkerGoesOnWithWhatItHolds() throws Exception {
        FakeWorker before = workerWithTwoMaps();
        List<AttemptRef> held =
                before.drain().stream().map(Assignment::getAttempt).toList();
        leader.hungUp(before);
        FakeWorker after = new FakeWorker("w1", "w1-a", 2);
        leader.greeted(after, again(after).addAllHeld(held).build());
        await().until(() -> after.welcome().isPresent());
        leader.reported(after, report(held.get(0)));
        await().until(() -> after.settled().contains(held.get(0)));
        assertThat(after.stopped()).isEmpty();
        assertThat(after.assigned()).extracting(Assignment::getAttempt).doesNotContainAnyElementsOf(held);
    }

    @Test
    void nextLeaderRunsNothingAgain() throws Exception {
        FakeWorker before = workerWithTwoMaps();
        List<AttemptRef> held =
                before.drain().stream().map(Assignment::getAttempt).toList();
        leader.end("failover");
        leader = lead(core.nextTerm());
        FakeWorker after = new FakeWorker("w1", "w1-a", 2);
        leader.greeted(after, again(after).addAllHeld(held).build());
        for (AttemptRef attempt : held) {
            leader.reported(after, report(attempt));
        }
        await().until(() -> after.welcome().isPresent());
        held.forEach(attempt -> leader.reported(after, report(attempt)));
        await().until(() -> after.settled().containsAll(held));
        assertThat(after.stopped()).isEmpty();
        assertThat(lostAttempts()).isZero();
        assertThat(after.assigned()).extracting(Assignment::getAttempt).doesNotContainAnyElementsOf(held);
    }

    private static Hello.Builder again(FakeWorker worker) {
        return worker.hello().setEpoch(1).addKnownJobs(JobVersion.newBuilder().setJob("job-1"));
    }

    private static Report report(AttemptRef attempt) {
        return FakeWorker.success(Assignment.newBuilder().setAttempt(attempt).build(), 6, 1, 0);
    }

    @Test
    void whatAReattachedWorkerDoesNotHoldIsAssignedAgainAndWhatItShouldNotIsStopped() throws Exception {
        FakeWorker before = workerWithTwoMaps();
        List<Assignment> given = before.drain();
        AttemptRef stray = given.get(0).getAttempt().toBuilder().setNumber(7).build();
        leader.hungUp(before);
        FakeWorker after = new FakeWorker("w1", "w1-a", 2);
        leader.greeted(after, again(after).addHeld(stray).build());
        await().until(() -> after.waitingAssignments() == 2);
        assertThat(after.drain())
                .extracting(Assignment::getAttempt)
                .containsExactlyElementsOf(
                        given.stream().map(Assignment::getAttempt).toList());
        assertThat(after.stopped()).containsExactly(stray);
    }

    @Test
    void committedAttemptWhoseAcknowledgementWasLostIsSettledNotStopped() throws Exception {
        FakeWorker before = workerWithTwoMaps();
        AttemptRef won = before.succeed(leader, 6, 1).getAttempt();
        await().until(() -> before.settled().contains(won));
        FakeWorker after = new FakeWorker("w1", "w1-a", 2);
        leader.greeted(after, again(after).addHeld(won).build());
        await().until(() -> after.settled().contains(won));
        assertThat(after.stopped()).isEmpty();
        assertThat(before.isOver()).isTrue();
    }

    @Test
    void refusedOutcomeIsSettledToo() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        AttemptRef stray = worker.next().getAttempt().toBuilder().setNumber(9).build();
        leader.reported(worker, report(stray));
        await().until(() -> worker.settled().contains(stray));
    }

    @Test
    void outcomeThatTheCoreCanNeverAcceptFailsTheJobInsteadOfRunningForEver() throws Exception {
        FakeWorker worker = attached("w1", 2);
        JobId job = submit("job");
        Assignment plan = worker.next();
        Report good = FakeWorker.success(plan, 6, 1, 0);
        leader.reported(worker, good.toBuilder().clearPlanChunks().build());
        await().until(() -> worker.settled().contains(plan.getAttempt()));
        await().until(() -> stateOf(job) == JobState.FAILING || stateOf(job) == JobState.FAILED);
    }

    @Test
    void silentWorkerIsFencedAfterItsLeaseAndComesBackInTheNextEpoch() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        clock.addAndGet(300);
        leader.reported(worker, Report.getDefaultInstance());
        advance(5_900, 100);
        await().until(worker::isFenced);
        assertThat(lostAttempts()).isEqualTo(2);
        leader.greeted(worker, worker.hello().build());
        await().until(() -> worker.welcome().orElseThrow().getEpoch() == 2);
    }

    @Test
    void workerWhoseStreamBrokeIsFencedSooner() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        advance(5_100, 100, () -> leader.reported(worker, Report.getDefaultInstance()));
        leader.hungUp(worker);
        advance(1_500, 100);
        assertThat(isFirstWorkerTrusted()).isTrue();
        advance(1_200, 100);
        await().until(() -> !isFirstWorkerTrusted());
    }

    private void advance(long millis, long step) {
        advance(millis, step, () -> {});
    }

    /** Lets time pass in steps that each reach the loop, as it does outside of tests. */
    private void advance(long millis, long step, Runnable atEach) {
        for (long passed = 0; passed < millis; passed += step) {
            clock.addAndGet(step);
            atEach.run();
            leader.submit(new Command.CancelJob(new JobId("none-1"), "")).join();
        }
    }

    @Test
    @Tag("scenario:worker-two-with-one-id")
    void anotherProcessUnderTheSameIdSupersedesTheFirst() throws Exception {
        FakeWorker first = attached("w1", 2);
        FakeWorker second = new FakeWorker("w1", "w1-b", 2).attach(leader);
        await().until(() -> second.welcome().isPresent());
        assertThat(second.welcome().orElseThrow().getEpoch()).isEqualTo(2);
        await().until(first::isOver);
        FakeWorker firstAgain = new FakeWorker("w1", "w1-a", 2).attach(leader);
        await().until(() -> firstAgain.refused().isPresent());
        assertThat(firstAgain.refused().orElseThrow().getCode()).isEqualTo(ErrorCode.SUPERSEDED);
    }

    @Test
    @Tag("scenario:worker-stopped-past-lease")
    @Tag("scenario:network-requests-late")
    void reportsOfAFencedEpochChangeNothing() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        Assignment map = worker.next();
        clock.addAndGet(300);
        advance(5_900, 100);
        await().until(worker::isFenced);
        int batches = core.batches().size();
        leader.reported(worker, FakeWorker.success(map, 6, 1, 0));
        leader.submit(new Command.CancelJob(new JobId("none-1"), "")).get(10, TimeUnit.SECONDS);
        assertThat(core.batches().subList(batches, core.batches().size()).stream()
                        .flatMap(List::stream))
                .noneMatch(Command.CommitAttempt.class::isInstance);
    }

    @Test
    void cancelledJobsAttemptsAreStopped() throws Exception {
        FakeWorker worker = workerWithTwoMaps();
        leader.submit(new Command.CancelJob(new JobId("job-1"), "enough")).get(10, TimeUnit.SECONDS);
        await().until(() -> worker.stopped().size() == 2);
    }

    @Test
    void whoWaitsHearsThatLeadershipIsLost() throws Exception {
        FakeWorker worker = attached("w1", 2);
        core.hold();
        CompletableFuture<Decided> answer = leader.submit(new Command.SubmitJob("t", spec("job")));
        await().until(() -> core.waiting() > 0);
        core.lose(OTHER);
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotLeadingException.class);
        await().until(worker::isOver);
        assertThat(leader.submit(new Command.SubmitJob("t", spec("job")))).isCompletedExceptionally();
    }

    @Test
    @Tag("scenario:input-huge-strings")
    void commandThatNoLogEntryCanHoldIsRefused() throws Exception {
        JobSpec small = spec("job");
        JobSpec large = new JobSpec(
                small.name(),
                small.definition(),
                List.of(),
                List.of(new JobSpec.Argument("key", "x".repeat(3_000_000))),
                small.inputs(),
                small.output(),
                small.options());
        Reply reply = leader.submit(new Command.SubmitJob("t", large))
                .get(10, TimeUnit.SECONDS)
                .reply();
        assertThat(((Reply.Refused) reply).code()).isEqualTo(Refusal.LIMIT);
    }

    @Test
    void malformedReportEndsTheSession() throws Exception {
        FakeWorker worker = attached("w1", 2);
        leader.reported(
                worker,
                Report.newBuilder().addOutcomes(Outcome.getDefaultInstance()).build());
        await().until(() -> worker.refused().isPresent());
        assertThat(worker.refused().orElseThrow().getCode()).isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void workerThatDoesNotReadLosesItsSessionAndWhatItMissedIsToldToTheNext() throws Exception {
        FakeWorker worker = attached("w1", 2);
        worker.reads(false);
        submit("job");
        clock.addAndGet(100);
        advance(5_900, 100, () -> leader.reported(worker, Report.getDefaultInstance()));
        await().until(worker::isOver);
        assertThat(worker.assigned()).isEmpty();
        FakeWorker again = new FakeWorker("w1", "w1-a", 2).attach(leader);
        assertThat(again.next().getAttempt().getStage()).isEqualTo(TaskStage.PLAN);
    }
}
