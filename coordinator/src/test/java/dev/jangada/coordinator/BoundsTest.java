package dev.jangada.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Invariants;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.TermRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever goes on for long stays within bounds, and images keep to them, too. */
class BoundsTest {
    private final Coordinator coordinator = new Coordinator(new ClusterState());
    private long term = 1;

    private Reply apply(String words) {
        return coordinator
                .apply(new Stamp(term, 1, 1_000), StoryCommands.parse(List.of(words.split(" "))))
                .reply();
    }

    private Job setup(String words) {
        StoryCommands.setup(List.of(words.split(" ")))
                .forEach(command -> coordinator.apply(new Stamp(term, 1, 1_000), command));
        return coordinator.state().job(new JobId("job-1")).orElseThrow();
    }

    private void checkImage() {
        Invariants.check(coordinator.state());
        ClusterState copy = ClusterState.of(coordinator.state().image());
        Invariants.check(copy);
        assertThat(copy.hash()).isEqualTo(coordinator.state().hash());
    }

    @Test
    void onlyTheLastAttemptsOfATaskAreRemembered() {
        Job job = setup("maps=1 reduces=1 losses=1000");
        for (int i = 0; i < 300; i++) {
            assertThat(apply("assign job-1/map/0 w1@1")).isInstanceOf(Reply.Accepted.class);
            assertThat(apply("release job-1/map/0/" + i + " w1@1 again")).isInstanceOf(Reply.Accepted.class);
        }
        List<Attempt> attempts =
                job.task(new TaskId(job.id(), TaskKind.MAP, 0)).orElseThrow().attempts();
        assertThat(attempts).hasSize(Limits.ATTEMPTS_REMEMBERED);
        assertThat(attempts.get(0).number()).isEqualTo(300 - Limits.ATTEMPTS_REMEMBERED);
        assertThat(apply("map job-1/map/0/0 w1@1"))
                .hasToString("Refused[code=NOT_LIVE, message=" + "job-1/map/0/0 ended long ago]");
        checkImage();
    }

    @Test
    void lostOutputIsTrackedHoweverManyAttemptsFollow() {
        Job job = setup("maps=1 reduces=1 losses=1000");
        apply("assign job-1/map/0 w1@1");
        apply("map job-1/map/0/0 w1@1");
        apply("fence w1@1 silent");
        for (int i = 1; i < 40; i++) {
            apply("assign job-1/map/0 w2@1");
            apply("release job-1/map/0/" + i + " w2@1 again");
        }
        assertThat(job.mapOutputsSince(0)).singleElement().matches(change -> change.lost() && change.attempt() == 0);
        assertThat(job.mapOutputsSince(2)).isEmpty();
        assertThat(job.mapOutputsSince(Long.MAX_VALUE)).isEmpty();
        checkImage();
    }

    @Test
    void historyKeepsItsBeginningAndItsEnd() {
        Job job = setup("maps=1 reduces=1");
        for (int i = 0; i < 2_000; i++) {
            term++;
            coordinator.apply(new Stamp(term, 1, 1_000), new Command.BeginTerm("m1", 1));
        }
        assertThat(job.history()).hasSize(Limits.HISTORY_HEAD + Limits.HISTORY_TAIL);
        assertThat(job.history().get(0).term()).isEqualTo(1);
        assertThat(job.history().get(999).term()).isEqualTo(2_001);
        assertThat(job.historyDropped()).isEqualTo(2_003 - 1_000);
        assertThat(job.failovers()).isEqualTo(2_000);
        assertThat(coordinator.state().terms()).hasSize(Limits.TERMS).last().matches(last -> last.term() == 2_001);
        assertThat(coordinator.state().terms())
                .first()
                .extracting(TermRecord::term)
                .isEqualTo(1_902L);
        checkImage();
    }

    @Test
    void theHashOfAKnownStateIsKnown() {
        setup("maps=2 reduces=1");
        apply("assign job-1/map/0 w1@1");
        apply("map job-1/map/0/0 w1@1");
        assertThat(Long.toHexString(coordinator.state().hash()))
                .as("another way to hash needs another ClusterState.HASH_VERSION")
                .isEqualTo("ba820dd0203c3713");
    }

    @Test
    void aTermRemembersItsFirstAssignmentOnly() {
        setup("maps=2 reduces=1");
        coordinator.apply(new Stamp(7, 100, 5_000), new Command.BeginTerm("m2", 900));
        assertThat(lastTerm().firstAssignedMillis()).isZero();
        coordinator.apply(new Stamp(7, 101, 5_040), assign(0));
        coordinator.apply(new Stamp(7, 102, 5_090), assign(1));
        assertThat(lastTerm().firstAssignedMillis()).isEqualTo(5_040);
        checkImage();
    }

    private static Command assign(int map) {
        return StoryCommands.parse(List.of("assign", "job-1/map/" + map, "w1@1"));
    }

    private TermRecord lastTerm() {
        return List.copyOf(coordinator.state().terms())
                .get(coordinator.state().terms().size() - 1);
    }

    @Test
    void winnersAreInTheOrderOfTheParts() {
        Job job = setup("maps=0 reduces=3");
        for (int i : new int[] {2, 0, 1}) {
            apply("assign job-1/reduce/" + i + " w1@1");
            apply("reduce job-1/reduce/" + i + "/0 w1@1 version=0");
        }
        assertThat(job.winners())
                .extracting(attempt -> attempt.part().orElseThrow().name())
                .containsExactly("part-r-00000", "part-r-00001", "part-r-00002");
    }

    @Test
    void splitsAreDroppedWhenNoMapNeedsThem() {
        Job job = setup("maps=2 reduces=0");
        assertThat(job.splits()).hasSize(2);
        apply("cancel job-1 enough");
        assertThat(job.splits()).isEmpty();
        assertThat(job.splitBytes()).isZero();
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        String wave = "\uD83C\uDF0A";
        assertThat(Limits.cut("a" + wave, 2)).isEqualTo("a");
        assertThat(Limits.cut("a" + wave, 3)).isEqualTo("a" + wave);
        assertThat(Limits.cutHead(wave + "b", 2)).isEqualTo("b");
        assertThat(Limits.cutHead(wave + "b", 3)).isEqualTo(wave + "b");
    }

    @Test
    void logTailOfTheDecidingFailureIsKept() {
        Job job = setup("maps=1 reduces=1 failures=1");
        apply("assign job-1/map/0 w1@1");
        Failure failure = new Failure(Failure.Kind.USER_CODE, "m".repeat(3_000), "l".repeat(9_000) + "end");
        AttemptId attempt = new TaskId(job.id(), TaskKind.MAP, 0).attempt(0);
        coordinator.apply(
                new Stamp(1, 1, 1), new Command.FailAttempt(attempt, new WorkerRef(new WorkerId("w1"), 1), failure));
        assertThat(job.verdict().orElseThrow().logTail())
                .hasSize(Limits.LOG_TAIL_LENGTH)
                .endsWith("end");
        assertThat(job.verdict().orElseThrow().message()).hasSize(Limits.MESSAGE_LENGTH);
        assertThat(job.recentFailures()).hasSize(1);
        checkImage();
    }

    @Test
    void forgottenTokensAreBounded() {
        apply("register w1 a");
        for (int i = 0; i <= Limits.FORGOTTEN_JOBS; i++) {
            apply("submit t" + i + " output=-");
            apply("cancel job-" + (i + 1));
            apply("forget job-" + (i + 1));
        }
        assertThat(coordinator.state().forgotten("t0")).isEqualTo(Optional.empty());
        assertThat(coordinator.state().forgotten("t1")).isPresent();
        checkImage();
    }
}
