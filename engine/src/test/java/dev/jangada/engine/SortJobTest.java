package dev.jangada.engine;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.Counters;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole sort jobs: total order, stability, and the same bytes whatever memory and arrival were. */
class SortJobTest {

    private static final long SEED = 1234;
    private static final Utf8 NOTHING = new Utf8();

    @TempDir
    private Path work;

    private static void sortLines(JobBuilder job) {
        job.readText()
                .map(TEXT, TEXT, (line, out) -> out.emit(line, NOTHING))
                .totalOrder()
                .sorted()
                .writeKeys();
    }

    private static void sortRecords(JobBuilder job) {
        job.readFixed(20)
                .map(TEXT, TEXT, (record, out) -> out.emit(record.slice(0, 2), record))
                .totalOrder()
                .sorted()
                .writeRaw();
    }

    private static byte[] randomLines(Random random, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] line = new byte[random.nextInt(12)];
            for (int at = 0; at < line.length; at++) {
                line[at] = (byte) random.nextInt(256);
                line[at] += (byte) (line[at] == '\n' ? 1 : 0);
            }
            all.writeBytes(line);
            all.write('\n');
        }
        return all.toByteArray();
    }

    private static String sorted(byte[] lines) {
        List<String> all = new ArrayList<>(List.of(new String(lines, StandardCharsets.ISO_8859_1).split("\n", -1)));
        all.remove(all.size() - 1);
        all.sort(null);
        return String.join("\n", all) + "\n";
    }

    @ParameterizedTest
    @CsvSource({"1,1000000,100000000", "4,30000,100000000", "4,30000,1", "7,7000,1"})
    void linesComeInTotalOrder(int reducers, long splitBytes, long memory) throws Exception {
        System.out.println("SortJobTest seed " + SEED);
        byte[] lines = randomLines(new Random(SEED), 30_000);
        InMemoryStorage storage = new InMemoryStorage().with("f", lines);
        Counters counters = new LocalJob(SortJobTest::sortLines, storage, work)
                .reducers(reducers)
                .splitBytes(splitBytes)
                .memory(memory)
                .run();
        assertThat(storage.output()).isEqualTo(sorted(lines));
        assertThat(counters.get(Counter.OUTPUT_RECORDS)).isEqualTo(30_000);
        assertThat(counters.get(Counter.OUTPUT_BYTES)).isEqualTo(lines.length);
        for (byte[] part : storage.parts().values()) {
            assertThat(part.length).as("balance of the parts").isLessThan(2 * lines.length / reducers);
        }
    }

    private String sortRecords(byte[] records, long splitBytes, long memory, long streamSeed) throws Exception {
        InMemoryStorage storage = new InMemoryStorage().with("f", records);
        LocalJob job = new LocalJob(SortJobTest::sortRecords, storage, work.resolve("s" + splitBytes + "-" + memory))
                .reducers(3)
                .splitBytes(splitBytes)
                .memory(memory);
        if (streamSeed != 0) {
            job.streamed(streamSeed);
        }
        job.run();
        return storage.output();
    }

    @Test
    void equalKeysKeepInputOrderWhateverMemoryAndArrival() throws Exception {
        Random random = new Random(SEED);
        StringBuilder records = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 80_000; i++) {
            String record = (char) ('a' + random.nextInt(3)) + "" + (char) ('a' + random.nextInt(3)) + "-"
                    + (1_000_000 + i) + "1234567890\n";
            expected.add(record);
            records.append(record);
        }
        expected.sort((a, b) -> a.substring(0, 2).compareTo(b.substring(0, 2)));
        byte[] bytes = records.toString().getBytes(StandardCharsets.ISO_8859_1);
        String wanted = String.join("", expected);
        assertThat(sortRecords(bytes, 1 << 30, 1 << 26, 0)).isEqualTo(wanted);
        assertThat(sortRecords(bytes, 1 << 29, 1, 0))
                .as("more spills of one map than a merge takes at once")
                .isEqualTo(wanted);
        assertThat(sortRecords(bytes, 200_000, 1, 0)).as("some spills").isEqualTo(wanted);
        assertThat(sortRecords(bytes, 200_000, 1 << 26, 1))
                .as("streams in memory")
                .isEqualTo(wanted);
        assertThat(sortRecords(bytes, 200_000, 1, 2)).as("streams on disk").isEqualTo(wanted);
        assertThat(sortRecords(bytes, 9999, 1, 3))
                .as("more maps than a merge takes at once")
                .isEqualTo(wanted);
    }

    @Test
    void moreSpillsThanAMergeTakesAtOnce() throws Exception {
        byte[] lines = randomLines(new Random(SEED), 110_000);
        InMemoryStorage storage = new InMemoryStorage().with("f", lines);
        Counters counters = new LocalJob(SortJobTest::sortLines, storage, work)
                .memory(1)
                .splitBytes(1 << 30)
                .run();
        assertThat(storage.output()).isEqualTo(sorted(lines));
        assertThat(counters.get(Counter.SPILLED_RECORDS))
                .as("spill, first pass and last pass")
                .isGreaterThan(2 * 110_000);
        assertThat(work.resolve("m0")).isDirectoryNotContaining("glob:**spill*");
    }

    @Test
    void allKeysEqualAndOneGiantKey() throws Exception {
        String giant = "g".repeat(2_000_000);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            lines.append("same\n");
        }
        lines.append(giant).append('\n').append("\n\n");
        InMemoryStorage storage = new InMemoryStorage().with("f", lines.toString());
        new LocalJob(SortJobTest::sortLines, storage, work)
                .memory(1)
                .reducers(3)
                .splitBytes(9_000)
                .run();
        assertThat(storage.output()).isEqualTo(sorted(lines.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aGiantKeyIsAggregated() throws Exception {
        String giant = "g".repeat(300_000);
        InMemoryStorage storage = new InMemoryStorage().with("f", giant + " a " + giant + "\n" + giant + "\n");
        JobDefinition count = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
        new LocalJob(count, storage, work).memory(1).run();
        assertThat(storage.output()).isEqualTo("a\t1\n" + giant + "\t3\n");
    }

    @Test
    void planningIsDeterministicAndSized() throws Exception {
        byte[] lines = randomLines(new Random(SEED), 300_000);
        InMemoryStorage storage =
                new InMemoryStorage().with("a", lines).with("b", "").with("c", lines);
        JobPlan plan = JobPlan.of(SortJobTest::sortLines, Arguments.none());
        PlanRequest request = new PlanRequest(List.of(new InputPattern("*", "*")), 5, 0, 3);
        PlanResult first = Planner.plan(plan, request, storage, CancellationCheck.NEVER);
        PlanResult second = Planner.plan(plan, request, storage, CancellationCheck.NEVER);
        assertThat(second.splits()).isEqualTo(first.splits()).hasSize(3);
        assertThat(second.ranges().encode()).isEqualTo(first.ranges().encode());
        assertThat(first.ranges().partitions()).isEqualTo(5);
        assertThat(first.files()).isEqualTo(3);
        assertThat(first.inputBytes()).isEqualTo(2L * lines.length);
    }

    @Test
    void splitSizesFollowTheSlots() {
        assertThat(SplitSizing.choose(new PlanRequest(List.of(), 1, 12345, 4), 1 << 30))
                .isEqualTo(12345);
        assertThat(splits(10L << 30, 4)).isEqualTo(160);
        assertThat(splits(300L << 20, 4)).isEqualTo(8);
        assertThat(splits(200L << 20, 4)).isEqualTo(4);
        assertThat(splits(3L << 20, 4)).isEqualTo(3);
        assertThat(splits(100, 4)).isEqualTo(1);
        assertThat(splits(100, 0)).isEqualTo(1);
    }

    private static long splits(long bytes, int slots) {
        long size = SplitSizing.choose(new PlanRequest(List.of(), 1, 0, slots), bytes);
        return (bytes + size - 1) / size;
    }

    @Test
    void manySmallFilesShareSplits() throws Exception {
        InMemoryStorage storage = new InMemoryStorage();
        for (int i = 0; i < 10_000; i++) {
            storage.with("f" + (100_000 + i), "line " + i + "\n");
        }
        JobPlan plan = JobPlan.of(job -> job.readText().writeText(), Arguments.none());
        PlanRequest request = new PlanRequest(List.of(new InputPattern("*", "*")), 0, 0, 4);
        PlanResult result = Planner.plan(plan, request, storage, CancellationCheck.NEVER);
        assertThat(result.splits()).hasSize(3);
        assertThat(result.splits().get(0).ranges()).hasSize(InputFiles.MOST_RANGES);
    }

    @Test
    @Tag("scenario:input-empty-files")
    void emptyInputGivesEmptyParts() throws Exception {
        InMemoryStorage storage = new InMemoryStorage().with("f", "").with("g", "");
        Counters counters =
                new LocalJob(SortJobTest::sortLines, storage, work).reducers(3).run();
        assertThat(storage.parts())
                .hasSize(3)
                .allSatisfy((name, part) -> assertThat(part).isEmpty());
        assertThat(counters.get(Counter.OUTPUT_RECORDS)).isZero();
        assertThat(Arrays.asList(storage.parts().keySet().toArray()))
                .containsExactly("part-r-00000", "part-r-00001", "part-r-00002");
    }
}
