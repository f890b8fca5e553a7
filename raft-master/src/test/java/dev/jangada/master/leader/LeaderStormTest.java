package dev.jangada.master.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.FakeWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** After a change of leaders everybody comes at once; what reaches the log is bounded all the same. */
class LeaderStormTest {
    private static final int WORKERS = 3_000;
    private static final int JOBS = 900;

    private final FakeReplicatedCore core = new FakeReplicatedCore();
    private final List<LeaderEvent> inbox = new ArrayList<>();
    private long now = 1_000_000;

    private LeaderTerm lead(long term) {
        LeaderSurroundings surroundings = new LeaderSurroundings(
                "m1",
                "test",
                LeaderSettings.DEFAULT,
                () -> now,
                System::currentTimeMillis,
                JobObserver.NONE,
                (code, message, cause) -> {
                    throw new AssertionError(message, cause);
                });
        return new LeaderTerm(term, 0, core, surroundings, new LeaderMeters(), inbox::add);
    }

    private void settle(LeaderTerm leader) {
        leader.act();
        while (!inbox.isEmpty()) {
            List<LeaderEvent> events = List.copyOf(inbox);
            inbox.clear();
            events.forEach(leader::take);
            leader.act();
        }
    }

    private static JobSpec spec(int number) {
        Optional<String> output = Optional.of("/out/" + number);
        return new JobSpec("job", "builtin:job", List.of(), List.of(), List.of(), output, JobSpec.Options.DEFAULT);
    }

    private int commands() {
        return core.batches().stream().mapToInt(List::size).sum();
    }

    @Test
    void stormOfHellosAndReadyTasksIsBoundedInEntriesAndInTotal() {
        LeaderTerm first = lead(1);
        for (int i = 0; i < JOBS; i++) {
            first.take(new LeaderEvent.Asked(new Command.SubmitJob("t" + i, spec(i)), new CompletableFuture<>()));
        }
        settle(first);
        int before = commands();
        LeaderTerm second = lead(core.nextTerm());
        core.hold();
        List<FakeWorker> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            FakeWorker worker = new FakeWorker("w" + i, "w" + i + "-a", 4);
            workers.add(worker);
            second.take(new LeaderEvent.Greeted(worker, worker.hello().build()));
        }
        for (int tick = 0; tick < 20; tick++) { // nothing is applied for four seconds: the policies see no effect
            now += 200;
            second.act();
        }
        assertThat(core.waiting()).isEqualTo(Proposals.BATCHES_IN_FLIGHT);
        core.release();
        settle(second);
        for (int tick = 0; tick < 20; tick++) {
            now += 200;
            settle(second);
        }
        assertThat(core.batches()).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(256));
        assertThat(commands() - before)
                .as("the term, each worker and each plan once, nothing over and over")
                .isEqualTo(1 + WORKERS + JOBS);
        assertThat(workers.stream().mapToInt(FakeWorker::waitingAssignments).sum())
                .isEqualTo(JOBS);
    }
}
