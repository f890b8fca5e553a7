package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.policy.Placement.OpenPlaces;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long NOW = 1_000;

    private final World world = new World();
    private final WorkerRef w1 = world.worker("w1");
    private final WorkerRef w2 = world.worker("w2");

    private List<String> assign(List<OpenPlaces> open, Set<TaskId> inFlight, int limit, long now) {
        return Placement.assign(world.state(), open, inFlight, limit, now, Exclusion.NONE).stream()
                .map(command -> command.task() + " " + command.worker())
                .toList();
    }

    private List<String> assign(OpenPlaces... open) {
        return assign(List.of(open), Set.of(), 100, NOW);
    }

    @Test
    void tasksGoWhereMostPlacesAreFree() {
        world.planned(w1, 4, 1);
        assertThat(assign(new OpenPlaces(w1, 1), new OpenPlaces(w2, 3)))
                .containsExactly("job-1/map/0 w2@1", "job-1/map/1 w2@1", "job-1/map/2 w1@1", "job-1/map/3 w2@1");
    }

    @Test
    void jobWithFewestLiveAttemptsComesFirst() {
        JobId first = world.planned(w1, 4, 1);
        world.assign(new TaskId(first, TaskKind.MAP, 0), w1);
        world.assign(new TaskId(first, TaskKind.MAP, 1), w1);
        world.planned(w1, 9, 1);
        assertThat(assign(List.of(new OpenPlaces(w1, 5)), Set.of(), 5, NOW))
                .containsExactly(
                        "job-2/map/0 w1@1",
                        "job-2/map/1 w1@1",
                        "job-1/map/2 w1@1",
                        "job-2/map/2 w1@1",
                        "job-1/map/3 w1@1");
    }

    @Test
    void whatIsProposedAlreadyIsNotProposedAgain() {
        JobId job = world.planned(w1, 3, 1);
        TaskId first = new TaskId(job, TaskKind.MAP, 0);
        assertThat(assign(List.of(new OpenPlaces(w1, 5)), Set.of(first), 5, NOW))
                .containsExactly("job-1/map/1 w1@1", "job-1/map/2 w1@1");
    }

    @Test
    void limitBoundsAProposal() {
        world.planned(w1, 9, 1);
        assertThat(assign(List.of(new OpenPlaces(w1, 9)), Set.of(), 2, NOW)).hasSize(2);
    }

    @Test
    void reducesComeBeforeMapsAndPlansOfOtherJobsTakeTurns() {
        world.planned(w1, 0, 2);
        world.submit();
        assertThat(assign(new OpenPlaces(w1, 5)))
                .containsExactly("job-1/reduce/0 w1@1", "job-2/plan/0 w1@1", "job-1/reduce/1 w1@1");
    }

    @Test
    void failedTaskWaitsAndGoesElsewhere() {
        JobId job = world.planned(w1, 1, 1);
        TaskId map = new TaskId(job, TaskKind.MAP, 0);
        world.assign(map, w1);
        world.fail(map.attempt(0), w1);
        List<OpenPlaces> open = List.of(new OpenPlaces(w1, 5), new OpenPlaces(w2, 1));
        assertThat(assign(open, Set.of(), 5, NOW + 99)).isEmpty();
        assertThat(assign(open, Set.of(), 5, NOW + 100)).containsExactly("job-1/map/0 w2@1");
        // Nobody else has a place: it is tried there again rather than never.
        assertThat(assign(List.of(new OpenPlaces(w1, 5)), Set.of(), 5, NOW + 100))
                .containsExactly("job-1/map/0 w1@1");
        world.assign(map, w2);
        world.fail(map.attempt(1), w2);
        assertThat(assign(open, Set.of(), 5, NOW + 199)).isEmpty();
        assertThat(assign(open, Set.of(), 5, NOW + 200)).containsExactly("job-1/map/0 w1@1");
    }

    @Test
    void taskThatGetsNoBackupAvoidsAWorkerWhereOneWasFaster() {
        JobId job = world.planned(w1, 2, 1);
        TaskId map = new TaskId(job, TaskKind.MAP, 0);
        world.run(map, w1);
        world.apply(new Command.AssignAttempt(map, w2, "it is slow", true));
        world.commitMap(map.attempt(1), w2);
        assertThat(assign(new OpenPlaces(w1, 5), new OpenPlaces(w2, 1))).containsExactly("job-1/map/1 w1@1");
        world.apply(new Command.CancelJob(job, ""));
        assertThat(assign(new OpenPlaces(w1, 5), new OpenPlaces(w2, 1))).containsExactly("job-1/abort/0 w2@1");
        assertThat(assign(new OpenPlaces(w1, 5))).containsExactly("job-1/abort/0 w1@1");
    }

    @Test
    void cleaningUpGoesWhereAPlanMayGoOn() {
        JobId job = world.submit();
        world.run(new TaskId(job, TaskKind.PLAN, 0), w1);
        world.apply(new Command.CancelJob(job, ""));
        assertThat(assign(new OpenPlaces(w1, 1), new OpenPlaces(w2, 5))).containsExactly("job-1/abort/0 w1@1");
        assertThat(assign(new OpenPlaces(w2, 5))).isEmpty();
        world.apply(new Command.FenceWorker(w1, "silent"));
        assertThat(assign(new OpenPlaces(w2, 5))).containsExactly("job-1/abort/0 w2@1");
    }

    @Test
    void cleaningUpGoesElsewhereOnceItHasFailedWhereAPlanWasStopped() {
        JobId job = world.submit();
        world.run(new TaskId(job, TaskKind.PLAN, 0), w1);
        world.apply(new Command.CancelJob(job, ""));
        world.fail(world.run(new TaskId(job, TaskKind.ABORT, 0), w1), w1);
        assertThat(assign(List.of(new OpenPlaces(w1, 5), new OpenPlaces(w2, 1)), Set.of(), 5, NOW + 100))
                .containsExactly("job-1/abort/0 w2@1");
    }

    @Test
    void drainingFencedAndUnknownWorkersGetNothing() {
        world.planned(w1, 4, 1);
        world.apply(new Command.DrainWorker(new WorkerId("w1")));
        world.apply(new Command.FenceWorker(w2, "silent"));
        assertThat(assign(new OpenPlaces(w1, 5), new OpenPlaces(w2, 5))).isEmpty();
    }

    @Test
    void workerWithoutAPlaceGetsNothing() {
        world.planned(w1, 4, 1);
        assertThat(assign(new OpenPlaces(w1, 0))).isEmpty();
    }

    @Test
    void jobsThatHaveTheSameComeInTheirOrder() {
        world.planned(w1, 1, 1);
        world.planned(w1, 1, 1);
        world.planned(w1, 1, 1);
        assertThat(assign(new OpenPlaces(w1, 5)))
                .containsExactly("job-1/map/0 w1@1", "job-2/map/0 w1@1", "job-3/map/0 w1@1");
    }

    @Test
    void whatIsProposedAlreadyCountsAmongWhatAJobHas() {
        JobId first = world.planned(w1, 4, 1);
        world.planned(w1, 4, 1);
        Set<TaskId> inFlight = Set.of(new TaskId(first, TaskKind.MAP, 0), new TaskId(first, TaskKind.MAP, 1));
        assertThat(assign(List.of(new OpenPlaces(w1, 9)), inFlight, 4, NOW))
                .containsExactly("job-1/map/2 w1@1", "job-2/map/0 w1@1", "job-2/map/1 w1@1", "job-2/map/2 w1@1");
    }

    @Test
    void taskThatWasGivenBackAfterItFailedGoesOnAtOnce() {
        TaskId map = new TaskId(world.planned(w1, 1, 1), TaskKind.MAP, 0);
        world.at(NOW);
        world.fail(world.run(map, w1), w1);
        world.at(NOW + 50);
        world.apply(new Command.ReleaseAttempt(world.run(map, w2), w2, "it drains"));
        assertThat(assign(List.of(new OpenPlaces(w2, 1)), Set.of(), 5, NOW + 50))
                .containsExactly("job-1/map/0 w2@1");
    }
}
