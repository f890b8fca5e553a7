package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExclusionTest {
    private static final long NOW = 1_000;

    private final World world = new World();
    private final WorkerRef w1 = world.worker("w1");
    private final WorkerRef w2 = world.worker("w2");

    private Exclusion exclusion() {
        return Exclusion.of(world.state(), NOW);
    }

    private static TaskId map(JobId job, int index) {
        return new TaskId(job, TaskKind.MAP, index);
    }

    private void failsOn(TaskId task, WorkerRef worker) {
        world.fail(world.run(task, worker), worker);
    }

    private void succeedsOn(TaskId task, WorkerRef worker) {
        world.commitMap(world.run(task, worker), worker);
    }

    private void failsAndSucceedsElsewhere(TaskId task, WorkerRef bad, WorkerRef good) {
        failsOn(task, bad);
        succeedsOn(task, good);
    }

    @Test
    void twoTasksThatSucceededElsewhereExcludeAWorkerFromTheirJob() {
        JobId job = world.planned(w2, 5, 1);
        JobId other = world.planned(w2, 5, 1);
        failsAndSucceedsElsewhere(map(job, 0), w1, w2);
        failsOn(map(job, 1), w1);
        assertThat(exclusion().from(job, w1.worker()))
                .as("one did not succeed yet")
                .isEmpty();
        succeedsOn(map(job, 1), w2);
        assertThat(exclusion().from(job, w1.worker()))
                .contains("excluded from job-1: job-1/map/0, job-1/map/1 failed there and succeeded elsewhere");
        assertThat(exclusion().from(other, w1.worker())).isEmpty();
        assertThat(exclusion().fromAll(w1.worker())).isEmpty();
        assertThat(exclusion().reasons(world.state().trusted(w1).orElseThrow())).hasSize(1);
        assertThat(exclusion().from(job, w2.worker())).isEmpty();
    }

    @Test
    void oneTaskThatFailsOftenIsNoEvidenceAndNeitherIsAFetch() {
        JobId job = world.planned(w2, 5, 1);
        failsOn(map(job, 0), w1);
        failsAndSucceedsElsewhere(map(job, 0), w1, w2);
        AttemptId fetch = world.run(map(job, 1), w1);
        world.apply(new Command.FailAttempt(fetch, w1, new Failure(Failure.Kind.FETCH, "not there", "")));
        succeedsOn(map(job, 1), w2);
        assertThat(exclusion().from(job, w1.worker())).isEmpty();
    }

    @Test
    void excludedWorkerGetsNoTasksAndNoBackupsOfTheJob() {
        JobId job = world.planned(w2, 5, 1);
        failsAndSucceedsElsewhere(map(job, 0), w1, w2);
        failsAndSucceedsElsewhere(map(job, 1), w1, w2);
        JobId other = world.planned(w2, 2, 1);
        List<Placement.OpenPlaces> open = List.of(new Placement.OpenPlaces(w1, 9), new Placement.OpenPlaces(w2, 1));
        assertThat(Placement.assign(world.state(), open, Set.of(), 10, NOW, exclusion()))
                .extracting(each -> each.task() + " " + each.worker())
                .containsExactly("job-1/map/2 w2@1", "job-2/map/0 w1@1", "job-2/map/1 w1@1");
        assertThat(other).isNotEqualTo(job);
    }

    @Test
    void threeJobsExcludeAWorkerFromAllForTenMinutes() {
        for (int i = 0; i < 3; i++) {
            JobId job = world.planned(w2, 5, 1);
            assertThat(exclusion().fromAll(w1.worker())).isEmpty();
            failsAndSucceedsElsewhere(map(job, 0), w1, w2);
        }
        JobId next = world.planned(w2, 5, 1);
        assertThat(exclusion().from(next, w1.worker()))
                .contains("excluded: tasks of 3 jobs failed there and succeeded elsewhere in the last 10 minutes");
        assertThat(exclusion().reasons(world.state().trusted(w1).orElseThrow()))
                .containsExactly(
                        "excluded: tasks of 3 jobs failed there and succeeded elsewhere in the last 10 minutes");
        assertThat(Exclusion.of(world.state(), NOW + 600_000).fromAll(w1.worker()))
                .isPresent();
        assertThat(Exclusion.of(world.state(), NOW + 600_001).fromAll(w1.worker()))
                .isEmpty();
    }

    @Test
    void neverMoreThanHalfOfTheWorkersAreExcluded() {
        WorkerRef w3 = world.worker("w3");
        JobId job = world.planned(w2, 9, 1);
        failsAndSucceedsElsewhere(map(job, 0), w1, w3);
        failsAndSucceedsElsewhere(map(job, 1), w1, w3);
        failsAndSucceedsElsewhere(map(job, 2), w2, w3);
        failsAndSucceedsElsewhere(map(job, 3), w2, w3);
        failsAndSucceedsElsewhere(map(job, 4), w2, w3);
        assertThat(exclusion().from(job, w2.worker())).as("the worst").isPresent();
        assertThat(exclusion().from(job, w1.worker())).isEmpty();
        world.apply(new Command.FenceWorker(w3, "silent"));
        world.apply(new Command.FenceWorker(w1, "silent"));
        assertThat(exclusion().from(job, w2.worker())).as("the last").isEmpty();
    }

    @Test
    void newEpochIsANewBeginning() {
        JobId job = world.planned(w2, 5, 1);
        failsAndSucceedsElsewhere(map(job, 0), w1, w2);
        failsAndSucceedsElsewhere(map(job, 1), w1, w2);
        world.apply(new Command.FenceWorker(w1, "silent"));
        world.apply(new Command.RegisterWorker(
                w1.worker(),
                "w1",
                world.state().worker(w1.worker()).orElseThrow().profile()));
        assertThat(exclusion().from(job, w1.worker())).isEmpty();
    }

    @Test
    void workersThatDrainDoNotCountAmongThoseOfWhichHalfMayBeExcluded() {
        WorkerRef w3 = world.worker("w3");
        JobId job = world.planned(w2, 9, 1);
        failsAndSucceedsElsewhere(map(job, 0), w2, w3);
        failsAndSucceedsElsewhere(map(job, 1), w2, w3);
        world.apply(new Command.DrainWorker(w1.worker()));
        assertThat(exclusion().from(job, w2.worker())).as("one of two").isPresent();
        world.apply(new Command.DrainWorker(w3.worker()));
        assertThat(exclusion().from(job, w2.worker())).as("the last").isEmpty();
    }

    @Test
    void whoIsExcludedFromAllCountsAmongThoseThatAJobMayExclude() {
        WorkerRef w3 = world.worker("w3");
        for (int i = 0; i < 3; i++) {
            JobId job = world.planned(w3, 5, 1);
            failsAndSucceedsElsewhere(map(job, 0), w1, w3);
            failsAndSucceedsElsewhere(map(job, 1), w2, w3);
            failsAndSucceedsElsewhere(map(job, 2), w2, w3);
        }
        assertThat(exclusion().fromAll(w1.worker())).as("the first of two").isPresent();
        assertThat(exclusion().fromAll(w2.worker())).isEmpty();
        assertThat(exclusion().from(new JobId("job-1"), w2.worker())).isEmpty();
    }
}
