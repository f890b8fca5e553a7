package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {
    private static final JobSpec.Options HASTY = new JobSpec.Options(0, false, 4, 100, true, 2_000, 10_000, 0);

    private final World world = new World();
    private final WorkerRef w1 = world.worker("w1");
    private final Map<AttemptId, Sign> signs = new HashMap<>();

    private List<Command.TimeOutAttempt> silent() {
        return TimeLimits.silent(world.state(), attempt -> Optional.ofNullable(signs.get(attempt)));
    }

    private void quietFor(AttemptId attempt, long millis) {
        signs.put(attempt, new Sign(0, 0, millis, millis));
    }

    @Test
    void attemptIsTimedOutAfterTheTimeoutOfItsJob() {
        AttemptId hasty = world.run(new TaskId(world.planned(w1, 1, 1, HASTY), TaskKind.MAP, 0), w1);
        AttemptId usual = world.run(new TaskId(world.planned(w1, 1, 1), TaskKind.MAP, 0), w1);
        quietFor(hasty, 1_999);
        quietFor(usual, 599_999);
        assertThat(silent()).isEmpty();
        quietFor(hasty, 2_000);
        quietFor(usual, 600_000);
        assertThat(silent())
                .containsExactly(
                        new Command.TimeOutAttempt(hasty, w1, 2_000, ""),
                        new Command.TimeOutAttempt(usual, w1, 600_000, ""));
    }

    @Test
    void attemptThatWaitsForASlotIsNotSilentByItsOwnFault() {
        TaskId waiting = new TaskId(world.planned(w1, 1, 1, HASTY), TaskKind.MAP, 0);
        world.assign(waiting, w1);
        signs.put(waiting.attempt(0), new Sign(0, 0, 0, 9_000));
        assertThat(silent()).isEmpty();
        quietFor(waiting.attempt(0), 9_000);
        assertThat(silent()).as("it has a slot: why does it not run?").hasSize(1);
    }

    @Test
    void attemptThatIsNotWatchedYetHasAllItsTime() {
        world.run(new TaskId(world.planned(w1, 1, 1, HASTY), TaskKind.MAP, 0), w1);
        assertThat(silent()).isEmpty();
    }

    @Test
    void jobsExpireAtTheirDeadlineAndOnlyThoseThatHaveOne() {
        world.at(5_000);
        JobId planned = world.planned(w1, 1, 1, HASTY);
        JobId waiting = world.submit(HASTY);
        world.submit();
        assertThat(TimeLimits.late(world.state(), 14_999)).isEmpty();
        assertThat(TimeLimits.late(world.state(), 15_000))
                .containsExactly(new Command.ExpireJob(planned), new Command.ExpireJob(waiting));
        world.at(15_000);
        world.apply(new Command.ExpireJob(waiting));
        assertThat(TimeLimits.late(world.state(), 15_000)).containsExactly(new Command.ExpireJob(planned));
    }

    @Test
    void plansTimeOutAndExpireToo() {
        world.at(5_000);
        JobId job = world.submit(HASTY);
        AttemptId plan = world.run(new TaskId(job, TaskKind.PLAN, 0), w1);
        quietFor(plan, 2_000);
        assertThat(silent()).containsExactly(new Command.TimeOutAttempt(plan, w1, 2_000, ""));
        assertThat(TimeLimits.late(world.state(), 15_000)).containsExactly(new Command.ExpireJob(job));
    }
}
