package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final World world = new World();
    private final Retention retention = new Retention(2, 1_000, 4, 500);

    private void jobsEndedAt(long... times) {
        for (long time : times) {
            world.at(time);
            world.apply(new Command.CancelJob(world.submit(), ""));
        }
    }

    @Test
    void lastJobsAreKeptHoweverOld() {
        jobsEndedAt(1_000, 1_001);
        assertThat(retention.outdated(world.state(), 1_000_000)).isEmpty();
    }

    @Test
    void oldJobsAreForgottenBeyondThose() {
        jobsEndedAt(1_000, 1_500, 1_600, 1_700);
        assertThat(retention.outdated(world.state(), 2_000)).isEmpty();
        assertThat(retention.outdated(world.state(), 2_001)).containsExactly(new Command.ForgetJob(new JobId("job-1")));
        assertThat(retention.outdated(world.state(), 9_000)).hasSize(2);
    }

    @Test
    void youngJobsAreForgottenWhenThereAreTooMany() {
        jobsEndedAt(1_000, 1_001, 1_002, 1_003, 1_004);
        assertThat(retention.outdated(world.state(), 1_005)).containsExactly(new Command.ForgetJob(new JobId("job-1")));
    }

    @Test
    void fencedWorkerIsRetiredAfterAWhile() {
        WorkerRef worker = world.worker("w1");
        world.apply(new Command.FenceWorker(worker, "silent"));
        assertThat(retention.outdated(world.state(), 1_500)).isEmpty();
        assertThat(retention.outdated(world.state(), 1_501))
                .containsExactly(new Command.RetireWorker(new WorkerId("w1")));
    }

    @Test
    void drainedWorkerIsRetiredWhenNothingNeedsIt() {
        WorkerRef worker = world.worker("w1");
        JobId job = world.submit();
        world.assign(new TaskId(job, TaskKind.PLAN, 0), worker);
        world.apply(new Command.DrainWorker(worker.worker()));
        assertThat(retention.outdated(world.state(), 1_000)).isEmpty();
        world.apply(new Command.CancelJob(job, ""));
        assertThat(retention.outdated(world.state(), 1_000))
                .containsExactly(new Command.RetireWorker(new WorkerId("w1")));
    }

    @Test
    void jobThatEndedFirstIsForgottenFirst() {
        JobId slow = world.submit();
        jobsEndedAt(1_000, 1_001, 1_002);
        world.at(1_003);
        world.apply(new Command.CancelJob(slow, ""));
        assertThat(retention.outdated(world.state(), 9_000))
                .containsExactly(new Command.ForgetJob(new JobId("job-2")), new Command.ForgetJob(new JobId("job-3")));
    }

    @Test
    void jobsThatRunDoNotCountAmongThoseThatAreKept() {
        jobsEndedAt(1_000, 1_001);
        world.submit();
        world.submit();
        assertThat(retention.outdated(world.state(), 1_000_000)).isEmpty();
    }
}
