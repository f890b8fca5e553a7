package dev.jangada.coordinator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.policy.Placement.OpenPlaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpeculationTest {
    private final World world = new World();
    private final WorkerRef w1 = world.worker("w1");
    private final WorkerRef w2 = world.worker("w2");
    private final WorkerRef w3 = world.worker("w3");
    private final Map<AttemptId, Sign> signs = new HashMap<>();

    private List<Command.AssignAttempt> backups(int waiting, Set<TaskId> inFlight, OpenPlaces... spare) {
        return Speculation.backups(
                world.state(),
                List.of(spare),
                waiting,
                attempt -> Optional.ofNullable(signs.get(attempt)),
                inFlight,
                Exclusion.NONE);
    }

    private List<String> backups(OpenPlaces... spare) {
        return backups(0, Set.of(), spare).stream()
                .map(command -> command.task() + " " + command.worker())
                .toList();
    }

    private static OpenPlaces places(WorkerRef worker, int free) {
        return new OpenPlaces(worker, free);
    }

    private static TaskId map(JobId job, int index) {
        return new TaskId(job, TaskKind.MAP, index);
    }

    /** An attempt that has run for so long and is so far. */
    private AttemptId running(TaskId task, WorkerRef worker, double fraction, long watchedMillis) {
        AttemptId attempt = world.run(task, worker);
        signs.put(attempt, new Sign(fraction, 0, watchedMillis, 500));
        return attempt;
    }

    /** A map that was done in so long. */
    private void done(TaskId task, WorkerRef worker, long tookMillis) {
        world.at(world.state().timeMillis());
        AttemptId attempt = world.run(task, worker);
        world.at(world.state().timeMillis() + tookMillis);
        world.commitMap(attempt, worker);
    }

    @Test
    void slowAttemptIsBackedUpElsewhere() {
        JobId job = world.planned(w1, 20, 1);
        for (int i = 0; i < 5; i++) {
            done(map(job, i), w2, 4_000);
        }
        running(map(job, 5), w1, 0.1, 6_000);
        running(map(job, 6), w2, 0.9, 3_600);
        List<Command.AssignAttempt> chosen = backups(0, Set.of(), places(w1, 1), places(w3, 1));
        assertThat(chosen).singleElement().satisfies(backup -> {
            assertThat(backup.isBackup()).isTrue();
            assertThat(backup.worker()).isEqualTo(w3);
            assertThat(backup.reason())
                    .isEqualTo("job-1/map/5/0 on w1@1 is slow: 10 % after 6.0 s, about 54.0 s left, where others take"
                            + " 4.0 s");
        });
        chosen.forEach(world::apply);
        assertThat(backups(places(w1, 1), places(w3, 1)))
                .as("one backup is enough")
                .isEmpty();
    }

    @Test
    void attemptThatIsAlmostDoneIsLeftAlone() {
        JobId job = world.planned(w1, 20, 1);
        for (int i = 0; i < 5; i++) {
            done(map(job, i), w2, 4_000);
        }
        running(map(job, 5), w1, 0.9, 20_000); // slow, but done in 2.2 s, where a new one would take 4
        running(map(job, 6), w2, 0.3, 2_900); // of a rate that is not known well
        running(map(job, 7), w2, 0.6, 4_000); // not much slower than the others
        assertThat(backups(places(w3, 2))).isEmpty();
    }

    @Test
    void placesThatReadyTasksNeedAreLeftToThem() {
        JobId job = world.planned(w1, 20, 1);
        done(map(job, 0), w2, 4_000);
        running(map(job, 1), w1, 0.1, 9_000);
        assertThat(backups(1, Set.of(), places(w3, 1))).isEmpty();
        assertThat(backups(1, Set.of(), places(w3, 2))).hasSize(1);
        assertThat(backups(0, Set.of(map(job, 1)), places(w3, 2)))
                .as("one is on its way")
                .isEmpty();
        assertThat(backups(places(w1, 2))).as("never on the same worker").isEmpty();
    }

    @Test
    void mostTimeLeftComesFirstUpToTheCap() {
        JobId job = world.planned(w1, 40, 1);
        for (int i = 0; i < 5; i++) {
            done(map(job, i), w2, 4_000);
        }
        running(map(job, 10), w1, 0.2, 8_000);
        running(map(job, 11), w1, 0.1, 8_000);
        running(map(job, 12), w1, 0.15, 8_000);
        running(map(job, 13), w2, 0.9, 4_000);
        assertThat(backups(places(w3, 9))).containsExactly("job-1/map/11 w3@1", "job-1/map/12 w3@1");
    }

    @Test
    void ofTwoTasksTheSlowerOneIsBackedUpWhenTheOtherShowsThatItCanBeFaster() {
        JobId job = world.planned(w1, 2, 1);
        running(map(job, 0), w1, 0.02, 4_000);
        running(map(job, 1), w2, 0.8, 4_000);
        assertThat(backups(places(w2, 1), places(w3, 1))).containsExactly("job-1/map/0 w2@1");
    }

    @Test
    void onlyTaskIsBackedUpWhenItGivesNoSignOfLife() {
        JobId job = world.planned(w1, 1, 1);
        AttemptId only = running(map(job, 0), w1, 0.01, 60_000);
        assertThat(backups(places(w2, 1)))
                .as("slow perhaps, but compared to what?")
                .isEmpty();
        signs.put(only, new Sign(0.01, 0, 60_000, 9_999));
        assertThat(backups(places(w2, 1))).isEmpty();
        signs.put(only, new Sign(0.01, 0, 60_000, 10_000));
        assertThat(backups(0, Set.of(), places(w2, 1)))
                .extracting(Command.AssignAttempt::reason)
                .containsExactly("job-1/map/0/0 on w1@1 has given no sign of life for 10.0 s");
    }

    @Test
    void tasksThatTellNothingUntilTheyAreDoneAreJudgedByTheirTime() {
        JobId job = world.planned(w1, 20, 1);
        AttemptId first = running(map(job, 0), w1, 0, 30_000);
        AttemptId second = running(map(job, 1), w2, 0, 30_000);
        signs.put(first, new Sign(0, 0, 30_000, 30_000));
        signs.put(second, new Sign(0, 0, 30_000, 30_000));
        assertThat(backups(places(w3, 2)))
                .as("silent everywhere: so is this code")
                .isEmpty();
        world.at(61_000);
        world.commitMap(second, w2);
        signs.put(first, new Sign(0, 0, 59_000, 59_000));
        assertThat(backups(places(w3, 2))).as("others take 60 s").isEmpty();
        signs.put(first, new Sign(0, 0, 61_000, 61_000));
        assertThat(backups(places(w3, 2))).containsExactly("job-1/map/0 w3@1");
        signs.put(first, new Sign(0, 0, 121_000, 500));
        assertThat(backups(places(w3, 2)))
                .as("it lives, and takes twice as long")
                .containsExactly("job-1/map/0 w3@1");
    }

    @Test
    void silenceOfAWholeWorkerIsNotTheNatureOfTheCode() {
        JobId job = world.planned(w1, 2, 1);
        AttemptId first = running(map(job, 0), w1, 0, 30_000);
        AttemptId second = running(map(job, 1), w1, 0, 30_000);
        signs.put(first, new Sign(0, 0, 30_000, 12_000));
        signs.put(second, new Sign(0, 0, 30_000, 12_000));
        assertThat(backups(places(w2, 1), places(w3, 2))).containsExactly("job-1/map/0 w3@1", "job-1/map/1 w2@1");
    }

    @Test
    void whatRemainsAtTheEndOfAStageIsBackedUp() {
        JobId job = world.planned(w1, 4, 1);
        for (int i = 0; i < 3; i++) {
            done(map(job, i), w2, 6_000);
        }
        AttemptId last = running(map(job, 3), w1, 0.6, 6_500);
        assertThat(backups(0, Set.of(), places(w2, 1)))
                .extracting(Command.AssignAttempt::reason)
                .containsExactly("the stage is near its end, and job-1/map/3/0 on w1@1 is at 60 % after 6.5 s, about"
                        + " 4.3 s left, where others take 6.0 s");
        signs.put(last, new Sign(0.6, 0, 5_900, 0));
        assertThat(backups(places(w2, 1))).as("it is as fast as the others").isEmpty();
    }

    @Test
    void attemptThatANewLeaderFindsIsMeasuredFromThere() {
        JobId job = world.planned(w1, 20, 1);
        done(map(job, 0), w2, 4_000);
        AttemptId attempt = running(map(job, 1), w1, 0.5, 4_000);
        signs.put(attempt, new Sign(0.5, 0.45, 4_000, 0));
        assertThat(backups(places(w3, 1))).hasSize(1);
        signs.put(attempt, new Sign(0.5, 0, 4_000, 0));
        assertThat(backups(places(w3, 1))).isEmpty();
    }

    @Test
    void slowWorkersAndThoseWhereTheTaskFailedGetNoBackups() {
        JobId job = world.planned(w1, 20, 1);
        for (int i = 0; i < 5; i++) {
            done(map(job, i), w2, 4_000);
        }
        TaskId slow = map(job, 6);
        world.assign(slow, w3);
        world.fail(slow.attempt(0), w3);
        running(slow, w1, 0.1, 9_000);
        running(map(job, 7), w2, 0.1, 9_000);
        assertThat(backups(places(w1, 2), places(w2, 2), places(w3, 2))).containsExactly("job-1/map/7 w3@1");
    }

    @Test
    void taskGetsFewBackupsInItsLife() {
        JobId job = world.planned(w1, 1, 1);
        AttemptId only = running(map(job, 0), w1, 0, 30_000);
        signs.put(only, new Sign(0, 0, 30_000, 30_000));
        List<List<String>> rounds = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            rounds.add(backups(places(w2, 1)));
            backups(0, Set.of(), places(w2, 1)).forEach(backup -> {
                world.apply(backup);
                world.apply(new Command.ReleaseAttempt(backup.task().attempt(worldStarted(backup.task()) - 1), w2, ""));
            });
        }
        assertThat(rounds.stream().filter(round -> !round.isEmpty())).hasSize(3);
    }

    private int worldStarted(TaskId task) {
        return world.state()
                .job(task.job())
                .flatMap(job -> job.task(task))
                .orElseThrow()
                .started();
    }

    @Test
    void jobThatWantsNoneGetsNone() {
        JobId job = world.planned(w1, 1, 1, new JobSpec.Options(0, false, 4, 100, false, 0, 0, 0));
        AttemptId only = running(map(job, 0), w1, 0, 30_000);
        signs.put(only, new Sign(0, 0, 30_000, 30_000));
        assertThat(backups(places(w2, 1))).isEmpty();
    }

    @Test
    void reduceIsBackedUpWhileItLacksNoMapOutput() {
        JobId job = world.planned(w1, 1, 2);
        done(map(job, 0), w2, 4_000);
        TaskId reduce = new TaskId(job, TaskKind.REDUCE, 0);
        signs.put(world.run(reduce, w1), new Sign(0, 0, 30_000, 30_000));
        assertThat(backups(places(w3, 1))).containsExactly("job-1/reduce/0 w3@1");
        world.apply(new Command.FenceWorker(w2, "silent"));
        assertThat(backups(places(w3, 1))).as("it waits for a map").isEmpty();
    }

    @Test
    void capIsATenthOfTheSlotsAndCountsTheBackupsThatRun() {
        for (int i = 4; i <= 20; i++) {
            world.worker("w" + i);
        }
        JobId job = world.planned(w1, 40, 1);
        for (int i = 0; i < 9; i++) {
            done(map(job, i), w2, 4_000);
        }
        for (int i = 10; i < 18; i++) {
            running(map(job, i), w1, 0.1, 8_000);
        }
        running(map(job, 20), w2, 0.9, 4_000);
        List<Command.AssignAttempt> chosen = backups(0, Set.of(), places(w3, 9));
        assertThat(chosen).as("of 40 slots").hasSize(4);
        world.apply(chosen.get(0));
        assertThat(backups(places(w3, 9))).hasSize(3);
    }

    @Test
    void othersTakeTheMedianOfWhatWasDoneInAnyOrder() {
        JobId job = world.planned(w1, 20, 1);
        done(map(job, 0), w2, 10_000);
        done(map(job, 1), w2, 1_000);
        done(map(job, 2), w2, 4_000);
        running(map(job, 5), w1, 0.1, 9_000);
        assertThat(backups(0, Set.of(), places(w3, 1)))
                .singleElement()
                .extracting(Command.AssignAttempt::reason)
                .asString()
                .endsWith("where others take 4.0 s");
    }

    @Test
    void twoOfFortyAreTheEndOfAStageAndThreeAreNot() {
        JobId job = world.planned(w1, 40, 1);
        for (int i = 3; i < 40; i++) {
            done(map(job, i), w2, 6_000);
        }
        running(map(job, 0), w1, 0.6, 6_500);
        running(map(job, 1), w1, 0.6, 6_500);
        AttemptId third = running(map(job, 2), w2, 0.6, 5_000);
        assertThat(backups(places(w3, 2))).isEmpty();
        world.commitMap(third, w2);
        assertThat(backups(places(w3, 2))).hasSize(2);
    }

    @Test
    void oneWorkerThatGivesSignsShowsThatTheOtherIsStuck() {
        JobId job = world.planned(w1, 2, 1);
        signs.put(world.run(map(job, 0), w1), new Sign(0, 0, 30_000, 12_000));
        signs.put(world.run(map(job, 1), w2), new Sign(0, 0, 30_000, 500));
        assertThat(backups(places(w3, 1))).containsExactly("job-1/map/0 w3@1");
    }
}
