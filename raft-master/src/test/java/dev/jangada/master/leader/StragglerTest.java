package dev.jangada.master.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.FailedAttempt;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.FakeWorker;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptProgress;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LogTail;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.TaskStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a leader does about attempts that are slow or hang; without threads, and with a clock of its own. */
class StragglerTest {
    private static final int TICK_MILLIS = 200;
    private static final long BACK_OFF_MILLIS = 60_000;
    private static final JobSpec.Options HASTY = new JobSpec.Options(0, false, 4, 100, false, 3_000, 0, 0);

    private final FakeReplicatedCore core = new FakeReplicatedCore();
    private final List<LeaderEvent> inbox = new ArrayList<>();
    private long now = 1_000_000;
    private LeaderTerm leader = lead(1);
    private final FakeWorker w1 = new FakeWorker("w1", "w1-a", 1);
    private final FakeWorker w2 = new FakeWorker("w2", "w2-a", 1);

    private LeaderTerm lead(long term) {
        LeaderSurroundings surroundings = new LeaderSurroundings(
                "m1",
                "test",
                LeaderSettings.DEFAULT,
                () -> now,
                () -> System.currentTimeMillis() + BACK_OFF_MILLIS, // the core stamps with the real time
                JobObserver.NONE,
                (code, message, cause) -> {
                    throw new AssertionError(message, cause);
                });
        return new LeaderTerm(term, 0, core, surroundings, new LeaderMeters(), inbox::add);
    }

    private void settle() {
        leader.act();
        while (!inbox.isEmpty()) {
            List<LeaderEvent> events = List.copyOf(inbox);
            inbox.clear();
            events.forEach(leader::take);
            leader.act();
        }
    }

    private void take(LeaderEvent event) {
        leader.take(event);
        settle();
    }

    private void attach(FakeWorker worker) {
        take(new LeaderEvent.Greeted(worker, worker.hello().build()));
    }

    private void succeed(FakeWorker worker, Assignment assignment) {
        take(new LeaderEvent.Reported(worker, FakeWorker.success(assignment, 1, 1, worker.version())));
    }

    /** Time goes on; both workers report with every tick, and say of {@code alive} that it is so far. */
    private void pass(long millis, Optional<AttemptProgress> alive) {
        for (long passed = 0; passed < millis; passed += TICK_MILLIS) {
            now += TICK_MILLIS;
            Report.Builder report = Report.newBuilder();
            alive.ifPresent(report::addProgress);
            take(new LeaderEvent.Reported(w1, report.build()));
            take(new LeaderEvent.Reported(w2, Report.getDefaultInstance()));
        }
    }

    private static AttemptProgress at(Assignment assignment, double fraction) {
        return AttemptProgress.newBuilder()
                .setAttempt(assignment.getAttempt())
                .setFraction(fraction)
                .build();
    }

    /** Attaches both workers and has the first one run the only map of a job, w1/map/0. */
    private Assignment mapRunning(JobSpec.Options options) throws Exception {
        attach(w1);
        JobSpec spec = new JobSpec("job", "builtin:job", List.of(), List.of(), List.of(), Optional.of("/out"), options);
        take(new LeaderEvent.Asked(new Command.SubmitJob("t", spec), new CompletableFuture<>()));
        succeed(w1, w1.next());
        Assignment map = w1.next();
        assertThat(map.getAttempt().getStage()).isEqualTo(TaskStage.MAP);
        take(new LeaderEvent.Reported(
                w1, Report.newBuilder().addStarted(map.getAttempt()).build()));
        attach(w2);
        return map;
    }

    private List<Attempt> attempts() {
        return core.read(state -> {
            Job job = state.jobs().iterator().next();
            return job.stages().stream()
                    .filter(stage -> stage.kind() == dev.jangada.coordinator.TaskKind.MAP)
                    .map((Stage maps) -> maps.task(0).map(Task::attempts).orElse(List.of()))
                    .findFirst()
                    .orElse(List.of());
        });
    }

    @Test
    void silentAttemptIsOvertakenAndStopped() throws Exception {
        Assignment slow = mapRunning(JobSpec.Options.DEFAULT);
        pass(9_000, Optional.empty());
        assertThat(w2.waitingAssignments()).isZero();
        pass(3_000, Optional.empty());
        Assignment backup = w2.next();
        AttemptRef second = slow.getAttempt().toBuilder().setNumber(1).build();
        assertThat(backup.getAttempt()).isEqualTo(second);
        assertThat(backup.getSplit()).isEqualTo(slow.getSplit());
        pass(12_000, Optional.empty());
        assertThat(attempts()).as("one backup at a time").hasSize(2);
        assertThat(attempts().get(1).reason()).contains("job-1/map/0/0 on w1@1 has given no sign of life");

        succeed(w2, backup);
        assertThat(w1.stopped()).containsExactly(slow.getAttempt());
        assertThat(w2.settled()).contains(second);
        succeed(w1, slow); // too late
        assertThat(attempts()).extracting(Attempt::endReason).containsExactly("job-1/map/0/1 committed first", "");
        Assignment reduce = w1.waitingAssignments() > 0 ? w1.next() : w2.next();
        assertThat(reduce.getAttempt().getStage()).isEqualTo(TaskStage.REDUCE);
    }

    @Test
    void attemptThatLivesIsLeftAlone() throws Exception {
        Assignment map = mapRunning(JobSpec.Options.DEFAULT);
        pass(60_000, Optional.of(at(map, 0)));
        assertThat(w2.waitingAssignments()).isZero();
        assertThat(attempts()).hasSize(1);
    }

    @Test
    void hangingAttemptIsTimedOutStoppedAndTriedElsewhere() throws Exception {
        Assignment map = mapRunning(HASTY);
        pass(2_800, Optional.of(at(map, 0.1)));
        take(new LeaderEvent.Reported(
                w1,
                Report.newBuilder()
                        .addLogs(LogTail.newBuilder()
                                .setAttempt(map.getAttempt())
                                .setText("about to wait"))
                        .build()));
        pass(2_800, Optional.empty());
        assertThat(attempts()).hasSize(1);
        pass(1_000, Optional.empty());
        assertThat(w1.stopped()).containsExactly(map.getAttempt());
        assertThat(w2.next().getAttempt())
                .isEqualTo(map.getAttempt().toBuilder().setNumber(1).build());
        assertThat(attempts().get(0).endReason()).contains("no progress for 3", "attempt timeout is 3000 ms");
        List<FailedAttempt> failures =
                core.read(state -> List.copyOf(state.jobs().iterator().next().recentFailures()));
        assertThat(failures).extracting(failed -> failed.failure().logTail()).containsExactly("about to wait");
    }

    @Test
    void nextLeaderGivesAnAttemptItsFullTime() throws Exception {
        Assignment map = mapRunning(HASTY);
        pass(2_800, Optional.empty());
        leader.take(new LeaderEvent.Over("failover"));
        leader = lead(core.nextTerm());
        for (FakeWorker worker : List.of(w1, w2)) {
            attach(worker);
        }
        take(new LeaderEvent.Greeted(
                w1, w1.hello().setEpoch(1).addHeld(map.getAttempt()).build()));
        pass(2_600, Optional.empty());
        assertThat(attempts()).hasSize(1);
        pass(1_000, Optional.empty());
        assertThat(attempts()).hasSize(2);
    }
}
