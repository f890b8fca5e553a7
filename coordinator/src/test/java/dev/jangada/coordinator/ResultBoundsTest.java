package dev.jangada.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Limits;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bound of what a worker brings holds exactly: what is at it is accepted, what is one beyond it is refused. */
class ResultBoundsTest {
    private static final JobId JOB = new JobId("job-1");
    private static final WorkerRef W1 = new WorkerRef(new WorkerId("w1"), 1);
    private static final PlanSummary PLAN = new PlanSummary(0, 0, true, true, Blob.EMPTY, 0, 0);

    private Coordinator coordinator = new Coordinator(new ClusterState());

    private Reply apply(Command command) {
        return coordinator.apply(new Stamp(1, 1, 1_000), command).reply();
    }

    private Reply apply(String words) {
        return apply(StoryCommands.parse(List.of(words.split(" "))));
    }

    private void setup(String words) {
        coordinator = new Coordinator(new ClusterState());
        StoryCommands.setup(List.of(words.split(" "))).forEach(this::apply);
    }

    /** With job-1 being planned by its first attempt. */
    private void planning(String output) {
        coordinator = new Coordinator(new ClusterState());
        List.of("register w1 a", "submit t1 " + output, "assign job-1/plan/0 w1@1")
                .forEach(this::apply);
    }

    private Reply commit(TaskKind kind, int index, AttemptResult result) {
        return apply(new Command.CommitAttempt(new TaskId(JOB, kind, index).attempt(0), W1, result));
    }

    private Reply plan(PlanSummary plan) {
        return commit(TaskKind.PLAN, 0, new AttemptResult.Planned(plan));
    }

    private Reply splits(int first, List<Blob> splits) {
        return apply(new Command.AddSplits(new TaskId(JOB, TaskKind.PLAN, 0).attempt(0), W1, first, splits));
    }

    private static void assertRefused(Reply reply, String why) {
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(((Reply.Refused) reply).message()).contains(why);
    }

    private static void assertAccepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
    }

    private static PlanSummary withReduces(int maps, int reduces) {
        return new PlanSummary(maps, reduces, true, true, Blob.EMPTY, 0, 0);
    }

    @Test
    void reducesOfAPlanAreBounded() {
        planning("");
        assertRefused(plan(withReduces(0, -1)), "reduces");
        assertRefused(plan(withReduces(0, Limits.REDUCES_PER_JOB + 1)), "reduces");
        assertAccepted(plan(withReduces(0, Limits.REDUCES_PER_JOB)));
    }

    @Test
    void tasksOfAPlanAreBounded() {
        planning("");
        int maps = Limits.TASKS_PER_JOB - 10;
        assertAccepted(splits(0, Collections.nCopies(maps, Blob.EMPTY)));
        assertRefused(plan(withReduces(maps, 11)), "make splits larger");
        assertAccepted(plan(withReduces(maps, 10)));
    }

    @Test
    void whatAPlanSharesIsBounded() {
        planning("");
        Blob most = Blob.copyOf(new byte[Limits.SHARED_BYTES]);
        Blob more = Blob.copyOf(new byte[Limits.SHARED_BYTES + 1]);
        assertRefused(plan(new PlanSummary(0, 0, true, true, more, 0, 0)), "shares");
        assertAccepted(plan(new PlanSummary(0, 0, true, true, most, 0, 0)));
    }

    @Test
    void aPlanFitsItsJob() {
        planning("");
        assertRefused(plan(new PlanSummary(0, 0, true, true, Blob.EMPTY, -1, 0)), "negative");
        assertRefused(plan(new PlanSummary(0, 0, true, true, Blob.EMPTY, 0, -1)), "negative");
        assertRefused(plan(withReduces(1, 0)), "1 maps, and 0 splits");
        planning("output=-");
        assertRefused(plan(PLAN), "no output");
    }

    @Test
    void splitsAreBounded() {
        planning("");
        assertRefused(splits(0, Collections.nCopies(Limits.TASKS_PER_JOB + 1, Blob.EMPTY)), "splits");
        assertRefused(splits(1, List.of(Blob.EMPTY)), "0 are known");
        assertRefused(splits(-1, List.of(Blob.EMPTY)), "0 are known");
        assertAccepted(splits(0, Collections.nCopies(Limits.TASKS_PER_JOB - 1, Blob.EMPTY)));
        assertRefused(splits(Limits.TASKS_PER_JOB - 1, List.of(Blob.EMPTY, Blob.EMPTY)), "splits");
        assertAccepted(splits(Limits.TASKS_PER_JOB - 1, List.of(Blob.EMPTY)));
    }

    @Test
    void bytesOfSplitsAreBounded() {
        planning("");
        Blob megabyte = Blob.copyOf(new byte[1 << 20]);
        int most = (int) (Limits.SPLIT_BYTES_PER_JOB >> 20);
        assertAccepted(splits(0, Collections.nCopies(most - 1, megabyte)));
        assertRefused(splits(most - 1, List.of(megabyte, Blob.copyOf(new byte[1]))), "bytes");
        assertAccepted(splits(most - 1, List.of(megabyte)));
    }

    private static AttemptResult mapped(CounterSet counters, long bytes) {
        return new AttemptResult.Mapped(counters, bytes, Optional.empty());
    }

    private static CounterSet counters(String prefix, int count) {
        return new CounterSet(IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(i -> prefix + i, i -> 1L, Long::sum, TreeMap::new)));
    }

    private static CounterSet counter(String name) {
        return new CounterSet(new TreeMap<>(Map.of(name, 1L)));
    }

    @Test
    void countersOfAnAttemptAreBounded() {
        setup("maps=1 reduces=1");
        apply("assign job-1/map/0 w1@1");
        assertRefused(commit(TaskKind.MAP, 0, mapped(counters("c", 201), 1)), "at most 200 counters");
        assertRefused(commit(TaskKind.MAP, 0, mapped(counter(""), 1)), "1 to 200 characters");
        assertRefused(commit(TaskKind.MAP, 0, mapped(counter("n".repeat(201)), 1)), "1 to 200 characters");
        assertRefused(commit(TaskKind.MAP, 0, mapped(CounterSet.EMPTY, -1)), "negative");
        assertAccepted(commit(TaskKind.MAP, 0, mapped(counter("n".repeat(200)), 0)));
    }

    @Test
    void countersOfAJobAreBounded() {
        setup("maps=7 reduces=1");
        for (int map = 0; map < 7; map++) {
            assertAccepted(apply("assign job-1/map/" + map + " w1@1"));
        }
        for (int map = 0; map < 5; map++) {
            assertAccepted(commit(TaskKind.MAP, map, mapped(counters("c" + map + "-", 200), 1)));
        }
        assertRefused(commit(TaskKind.MAP, 5, mapped(counter("another"), 1)), "at most 1000 different counters");
        assertAccepted(commit(TaskKind.MAP, 6, mapped(counter("c0-0"), 1)));
    }

    private Reply reduced(PartFact part) {
        return commit(TaskKind.REDUCE, 0, new AttemptResult.Reduced(CounterSet.EMPTY, part, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"part-r-00001", "part-r-00000x", "part-r-00000./x", "part-r-00000.\\x", "part-r-00000.\0x"})
    void aPartIsNamedByItsTask(String name) {
        setup("maps=0 reduces=1");
        apply("assign job-1/reduce/0 w1@1");
        assertRefused(reduced(new PartFact(name, 0, 0, 0)), "must be part-r-00000");
    }

    @Test
    void partsAreBounded() {
        setup("maps=0 reduces=1");
        apply("assign job-1/reduce/0 w1@1");
        String suffixed = "part-r-00000." + "x".repeat(200 - 13);
        assertRefused(reduced(new PartFact(suffixed + "x", 0, 0, 0)), "must be part-r-00000");
        assertRefused(reduced(new PartFact("part-r-00000", -1, 0, 0)), "negative size");
        assertRefused(reduced(new PartFact("part-r-00000", 0, -1, 0)), "negative size");
        assertAccepted(reduced(new PartFact(suffixed, 0, 0, 0)));
    }

    @Test
    void partsOfAnUnpublishedJobAreNotLookedAt() {
        setup("maps=0 reduces=1 output=- unpublished");
        apply("assign job-1/reduce/0 w1@1");
        assertAccepted(reduced(new PartFact("", 0, 0, 0)));
    }

    @Test
    void aReduceReadAVersionThatThereIs() {
        setup("maps=1 reduces=1 random");
        apply("assign job-1/map/0 w1@1");
        apply("map job-1/map/0/0 w1@1");
        apply("assign job-1/reduce/0 w1@1");
        assertRefused(apply("reduce job-1/reduce/0/0 w1@1 version=-1"), "version -1");
        assertRefused(apply("reduce job-1/reduce/0/0 w1@1 version=2"), "version 2");
        assertRefused(apply("reduce job-1/reduce/0/0 w1@1 version=0"), "not deterministic");
        assertAccepted(apply("reduce job-1/reduce/0/0 w1@1 version=1"));
    }

    @Test
    void resultsFitTheirKind() {
        planning("");
        assertRefused(commit(TaskKind.PLAN, 0, mapped(CounterSet.EMPTY, 0)), "a map output");
        setup("maps=1 reduces=0");
        apply("assign job-1/map/0 w1@1");
        assertRefused(commit(TaskKind.MAP, 0, mapped(CounterSet.EMPTY, 0)), "makes a part");
        var part = Optional.of(new PartFact("part-r-00000", 0, 0, 0));
        assertRefused(
                commit(TaskKind.MAP, 0, new AttemptResult.Mapped(CounterSet.EMPTY, 0, part)), "must be part-m-00000");
    }

    private Reply register(String worker, String incarnation, WorkerProfile profile) {
        return apply(new Command.RegisterWorker(new WorkerId(worker), incarnation, profile));
    }

    @Test
    void whatAWorkerSaysOfItselfIsBounded() {
        String text = "x".repeat(300);
        String path = "x".repeat(4_096);
        WorkerProfile most = new WorkerProfile(text, text, path, Limits.SLOTS, text);
        assertRefused(register("w1", "", most), "1 to 100 characters");
        assertRefused(register("w1", "i".repeat(101), most), "1 to 100 characters");
        assertRefused(register("w1", "i", new WorkerProfile(text, text, path, Limits.SLOTS + 1, text)), "slots");
        assertRefused(register("w1", "i", new WorkerProfile(text + "x", text, path, 1, text)), "too long");
        assertRefused(register("w1", "i", new WorkerProfile(text, text + "x", path, 1, text)), "too long");
        assertRefused(register("w1", "i", new WorkerProfile(text, text, path + "x", 1, text)), "too long");
        assertRefused(register("w1", "i", new WorkerProfile(text, text, path, 1, text + "x")), "too long");
        assertThat(register("w1", "i".repeat(100), most)).isInstanceOf(Reply.WorkerAccepted.class);
    }

    @Test
    void workersAreBounded() {
        WorkerProfile profile = new WorkerProfile("a:1", "m", "/d", 1, "v");
        for (int i = 0; i < Limits.WORKERS; i++) {
            assertThat(register("w" + i, "i", profile)).isInstanceOf(Reply.WorkerAccepted.class);
        }
        assertRefused(register("more", "i", profile), "known already");
        assertThat(register("w7", "i", profile)).isInstanceOf(Reply.WorkerAccepted.class);
    }
}
