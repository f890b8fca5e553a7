package dev.jangada.worker.session;

import static dev.jangada.worker.session.CoreStory.committed;
import static dev.jangada.worker.session.CoreStory.map;
import static dev.jangada.worker.session.CoreStory.reduce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.Welcome;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.attempt.Outcomes;
import org.junit.jupiter.api.Test;

class WorkerCoreTest {

    private static final AttemptRef PLAN = AttemptNames.ref("job-1", TaskStage.PLAN, 0, 0);
    private static final AttemptRef ABORT = AttemptNames.ref("job-1", TaskStage.ABORT, 0, 0);
    private static final WorkerToken HOLDER =
            WorkerToken.newBuilder().setWorker("w2").setEpoch(1).build();

    private static Directive.Builder assign(AttemptRef... attempts) {
        Directive.Builder directive =
                Directive.newBuilder().addJobs(JobDescription.newBuilder().setJob("job-1"));
        for (AttemptRef attempt : attempts) {
            directive.addAssign(Assignment.newBuilder().setAttempt(attempt));
        }
        return directive;
    }

    private static MapOutputs.Builder outputs(long from, long to) {
        return MapOutputs.newBuilder()
                .setJob("job-1")
                .setFromVersion(from)
                .setToVersion(to)
                .addOutputs(MapOutput.newBuilder().setMap((int) to).setHolder(HOLDER));
    }

    private static CoreStory working() {
        return new CoreStory("c1").connect().welcome(3, 1).reports();
    }

    @Test
    void remembersTheLastLogEntryThatItHasSeenUntilALeaderWelcomesItWithLess() {
        WorkerCore core = new CoreStory("c1").core();
        assertThat(core.hello().getHello().getSeenIndex()).isZero();
        core.receive(at(7, 3).setWelcome(Welcome.newBuilder().setClusterId("c1").setEpoch(1))
                .build());
        core.receive(at(9, 3).setDirective(assign(map(0))).build());
        core.receive(at(8, 3).setDirective(assign(map(1))).build());
        core.streamLost();
        Hello hello = core.hello().getHello();
        assertThat(hello.getSeenIndex()).isEqualTo(9);
        assertThat(hello.getSeenTerm()).isEqualTo(3);
        core.receive(at(5, 4).setWelcome(Welcome.newBuilder().setClusterId("c1").setEpoch(2))
                .build());
        assertThat(core.hello().getHello().getSeenIndex()).isEqualTo(5);
    }

    private static LeaderMessage.Builder at(long index, long term) {
        return LeaderMessage.newBuilder().setTerm(term).setIndex(index).setIndexTerm(term);
    }

    @Test
    void joinsRunsReportsAndIsSettled() {
        CoreStory story = new CoreStory("")
                .connect()
                .welcome(3, 1)
                .reports()
                .directive(3, "assign", assign(map(0), map(1)))
                .started(map(0))
                .reports()
                .finished(committed(map(0)))
                .reports()
                .directive(3, "settle", Directive.newBuilder().addSettled(map(0)))
                .reports()
                .heartbeat();

        assertThat(story).hasToString("""
                        > connect
                        hello cluster= epoch=0 term=0 held=[] jobs=[]
                        > welcome term=3 epoch=1 cluster=c1
                        attach anew
                        report free=2
                        > term=3 assign
                        describe job-1
                        start job-1/map/0/0
                        start job-1/map/1/0
                        > started job-1/map/0/0
                        report free=0 started=[job-1/map/0/0]
                        > finished job-1/map/0/0
                        report free=1 job-1/map/0/0:COMMITTED
                        > term=3 settle
                        > heartbeat
                        report free=1
                        """);
    }

    @Test
    void failoverKeepsAttemptsAndSendsUnsettledOutcomesAgainOnce() {
        CoreStory story = working()
                .directive(3, "assign", assign(map(0), map(1)))
                .started(map(1))
                .finished(committed(map(0)))
                .reports()
                .loseStream()
                .finished(committed(map(1)))
                .reports()
                .connect()
                .welcome(4, 1)
                .reports()
                .directive(
                        4, "settle", Directive.newBuilder().addSettled(map(0)).addSettled(map(1)))
                .loseStream()
                .connect()
                .welcome(5, 1)
                .reports();

        assertThat(story.toString()).endsWith("""
                        > finished job-1/map/0/0
                        report free=1 started=[job-1/map/1/0] job-1/map/0/0:COMMITTED
                        > stream lost
                        > finished job-1/map/1/0
                        > connect
                        hello cluster=c1 epoch=1 term=3 held=[job-1/map/0/0, job-1/map/1/0] jobs=[job-1@0]
                        > welcome term=4 epoch=1 cluster=c1
                        attach
                        report free=2 job-1/map/0/0:COMMITTED job-1/map/1/0:COMMITTED
                        > term=4 settle
                        > stream lost
                        > connect
                        hello cluster=c1 epoch=1 term=4 held=[] jobs=[job-1@0]
                        > welcome term=5 epoch=1 cluster=c1
                        attach
                        report free=2
                        """);
    }

    @Test
    void messagesOfALowerTermAreDroppedAndTheirSenderLeft() {
        CoreStory story = working().directive(2, "assign", assign(map(0))).heartbeat();

        assertThat(story.toString()).endsWith("> term=2 assign\nreconnect elsewhere\n> heartbeat\n");
        assertThat(story.core().term()).isEqualTo(3);
    }

    @Test
    void welcomeOfALowerTermIsDropped() {
        CoreStory story = working().loseStream().connect().welcome(2, 1);

        assertThat(story.toString()).endsWith("> welcome term=2 epoch=1 cluster=c1\nreconnect elsewhere\n");
        assertThat(story.core().isAttached()).isFalse();
    }

    @Test
    void fencedWorkerStopsEverythingAndBeginsAnew() {
        CoreStory story = working()
                .directive(3, "assign", assign(map(0)))
                .finished(committed(map(0)))
                .directive(3, "fenced", Directive.newBuilder().setFenced(true))
                .reports()
                .finished(committed(map(0)))
                .connect()
                .welcome(3, 2)
                .reports();

        assertThat(story.toString()).endsWith("""
                        > term=3 fenced
                        abandon epoch 1
                        reconnect to the same
                        > finished job-1/map/0/0
                        > connect
                        hello cluster=c1 epoch=0 term=3 held=[] jobs=[]
                        > welcome term=3 epoch=2 cluster=c1
                        attach anew
                        report free=2
                        """);
    }

    @Test
    void anotherEpochInTheWelcomeVoidsWhatIsHeld() {
        CoreStory story = working()
                .directive(3, "assign", assign(map(0)))
                .loseStream()
                .connect()
                .welcome(4, 2);

        assertThat(story.toString()).endsWith("cluster=c1\nabandon epoch 1\nattach anew\n");
        assertThat(story.core().running()).isEmpty();
    }

    @Test
    void wrongClusterAndSupersededAreFinalOtherRefusalsAreNot() {
        assertThat(new CoreStory("c1").connect().welcome(1, 1, "c2").toString()).endsWith("end WRONG_CLUSTER\n");
        assertThat(new CoreStory("c1")
                        .connect()
                        .refuse(ErrorCode.SUPERSEDED, "")
                        .toString())
                .endsWith("end SUPERSEDED\n");
        assertThat(new CoreStory("c1")
                        .connect()
                        .refuse(ErrorCode.NOT_LEADER, "m2:1")
                        .toString())
                .endsWith("reconnect elsewhere, best to m2:1\n");
    }

    @Test
    void stoppedAttemptKeepsItsSlotUntilItEndsAndIsNotReported() {
        CoreStory story = working()
                .directive(3, "assign", assign(map(0), map(1)))
                .directive(3, "stop", Directive.newBuilder().addStop(map(0)))
                .heartbeat()
                .finished(Outcomes.released(map(0), "stopped"))
                .reports();

        assertThat(story.toString()).endsWith("""
                        > term=3 stop
                        stop job-1/map/0/0
                        > heartbeat
                        report free=0
                        > finished job-1/map/0/0
                        report free=1
                        """);
    }

    @Test
    void cleaningUpBeginsWhenTheJobsPlanHasEnded() {
        CoreStory story = working()
                .directive(3, "plan", assign(PLAN, map(0)))
                .directive(3, "clean up", assign(ABORT).addStop(PLAN).addStop(map(0)))
                .finished(Outcomes.released(map(0), "stopped"))
                .finished(Outcomes.released(PLAN, "stopped"));

        assertThat(story.toString()).endsWith("""
                        > term=3 clean up
                        describe job-1
                        stop job-1/plan/0/0
                        stop job-1/map/0/0
                        > finished job-1/map/0/0
                        > finished job-1/plan/0/0
                        start job-1/abort/0/0
                        """);
        story.finished(committed(ABORT));
        assertThat(story.toString()).endsWith("> finished job-1/abort/0/0\n");
    }

    @Test
    void cleaningUpThatWaitsIsForgottenWithItsJob() {
        CoreStory story = working()
                .directive(3, "plan", assign(PLAN))
                .directive(3, "stop", Directive.newBuilder().addStop(PLAN))
                .directive(3, "clean up", assign(ABORT))
                .directive(3, "forget", Directive.newBuilder().addForgetJobs("job-1"))
                .finished(Outcomes.released(PLAN, "stopped"));

        assertThat(story.toString()).endsWith("""
                        > term=3 clean up
                        describe job-1
                        > term=3 forget
                        forget job-1
                        > finished job-1/plan/0/0
                        """);
        assertThat(story.core().isIdle()).isTrue();
    }

    @Test
    void cleaningUpThatWaitsIsVoidWithItsEpoch() {
        CoreStory story = working()
                .directive(3, "plan", assign(PLAN))
                .directive(3, "clean up", assign(ABORT).addStop(PLAN))
                .directive(3, "fence", Directive.newBuilder().setFenced(true))
                .finished(Outcomes.released(PLAN, "stopped"));

        assertThat(story.toString()).endsWith("> finished job-1/plan/0/0\n");
    }

    @Test
    void assigningAgainStartsNothing() {
        CoreStory story = working().directive(3, "assign", assign(map(0))).directive(3, "assign", assign(map(0)));

        assertThat(story.toString()).endsWith("> term=3 assign\ndescribe job-1\n");
    }

    @Test
    void forgottenJobStopsItsAttempts() {
        CoreStory story = working()
                .directive(3, "assign", assign(map(0)))
                .directive(3, "forget", Directive.newBuilder().addForgetJobs("job-1"));

        assertThat(story.toString()).endsWith("> term=3 forget\nstop job-1/map/0/0\nforget job-1\n");
        assertThat(story.core().isIdle()).isFalse();
        story.finished(Outcomes.released(map(0), "stopped"));
        assertThat(story.core().isIdle()).isTrue();
    }

    @Test
    void mapOutputsGetTheLocationsThatWereToldEarlier() {
        WorkerLocation location =
                WorkerLocation.newBuilder().setWorker(HOLDER).setAddress("h:1").build();
        CoreStory story = working()
                .directive(
                        3,
                        "outputs",
                        assign(reduce(0)).addMapOutputs(outputs(0, 1).addWorkers(location)))
                .directive(3, "outputs", Directive.newBuilder().addMapOutputs(outputs(1, 2)));

        assertThat(story.toString())
                .contains("learn 0..1 with 1 locations\nstart job-1/reduce/0/0\n")
                .endsWith("learn 1..2 with 1 locations\n");
    }

    @Test
    void knownMapOutputsAreSkippedAndMissingOnesAskedFor() {
        CoreStory story = working()
                .directive(3, "outputs", assign(reduce(0)).addMapOutputs(outputs(0, 5)))
                .directive(3, "old", Directive.newBuilder().addMapOutputs(outputs(3, 5)))
                .directive(3, "gap", Directive.newBuilder().addMapOutputs(outputs(7, 8)))
                .connect();

        assertThat(story.toString()).endsWith("""
                        > term=3 old
                        > term=3 gap
                        reconnect to the same
                        > connect
                        hello cluster=c1 epoch=1 term=3 held=[job-1/reduce/0/0] jobs=[job-1@5]
                        """);
    }

    @Test
    void lostOutputIsToldAgainUntilSettled() {
        LostOutput lost = LostOutput.newBuilder()
                .setReader(reduce(0))
                .setLost(map(3))
                .setCause("gone")
                .build();
        CoreStory story = working().directive(3, "assign", assign(reduce(0)));
        story.core().lost(lost);
        story.finished(Outcomes.failed(reduce(0), FailureKind.FETCH, "gone", ""))
                .reports()
                .directive(3, "settle", Directive.newBuilder().addSettled(reduce(0)))
                .connect()
                .welcome(4, 1)
                .reports()
                .directive(4, "settle loss", Directive.newBuilder().addSettledLosses(map(3)))
                .connect()
                .welcome(5, 1)
                .reports();

        assertThat(story.toString())
                .contains("report free=2 job-1/reduce/0/0:FAILED lost job-1/map/3/0\n")
                .contains("> welcome term=4 epoch=1 cluster=c1\nattach\nreport free=2 lost job-1/map/3/0\n")
                .endsWith("> welcome term=5 epoch=1 cluster=c1\nattach\nreport free=2\n");
    }

    @Test
    void splitsGoOutInOrderInReportsOfBoundedSizeBeforeTheirOutcome() {
        CoreStory story = working().directive(3, "assign", assign(PLAN));
        ByteString split = ByteString.copyFrom(new byte[300 << 10]);
        for (int i = 0; i < 5; i++) {
            story.core()
                    .planned(PlanChunk.newBuilder()
                            .setAttempt(PLAN)
                            .setFirstIndex(i)
                            .addSplits(split)
                            .build());
        }
        story.finished(committed(PLAN)).reports();

        assertThat(story.toString()).endsWith("""
                        > finished job-1/plan/0/0
                        report free=2 splits@0+1 splits@1+1 splits@2+1 splits@3+1
                        report free=2 splits@4+1 job-1/plan/0/0:COMMITTED
                        """);
    }

    @Test
    void startsAreSmallNewsAndProgressAndSignsOfLifeWaitForTheHeartbeat() {
        CoreStory story = working().directive(3, "assign", assign(map(0)));
        story.started(map(0));
        assertThat(story.core().hasNews()).isFalse();
        assertThat(story.core().hasSmallNews()).isTrue();
        story.core().progress(map(0), 0.5);
        story.heartbeat().heartbeat();
        story.core().alive(map(0));
        story.heartbeat().heartbeat();

        assertThat(story.toString()).endsWith("""
                        > heartbeat
                        report free=1 started=[job-1/map/0/0] job-1/map/0/0=0.5
                        > heartbeat
                        report free=1
                        > heartbeat
                        report free=1 job-1/map/0/0=0.5
                        > heartbeat
                        report free=1
                        """);
    }

    @Test
    void drainingIsSaidInEveryReport() {
        CoreStory story = working();
        story.core().drain();
        story.reports().heartbeat();

        assertThat(story.toString()).endsWith("report free=2 draining\n> heartbeat\nreport free=2 draining\n");
    }

    @Test
    void namesThatAreNotSafeInPathsAreRefused() {
        CoreStory story = working();
        AttemptRef evil = AttemptNames.ref("../../etc", TaskStage.MAP, 0, 0);

        assertThatThrownBy(() -> story.directive(
                        3,
                        "evil",
                        Directive.newBuilder().addAssign(Assignment.newBuilder().setAttempt(evil))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
