package dev.jangada.engine;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.STRING;
import static dev.jangada.api.Type.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.Counters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Word count against a naive reference, through every path that the pairs can take. */
class WordCountTest {

    private static final long SEED = 4711;
    private static byte[] text = new byte[0];
    private static Map<String, Long> expected = new TreeMap<>();

    @TempDir
    private Path work;

    /** Words with skewed frequencies, short and long ones, some with bytes that are not UTF-8. */
    @BeforeAll
    static void generate() {
        System.out.println("WordCountTest seed " + SEED);
        Random random = new Random(SEED);
        StringBuilder all = new StringBuilder();
        expected = new TreeMap<>();
        for (int i = 0; i < 40_000; i++) {
            int rank = (int) Math.exp(random.nextDouble() * Math.log(12_000));
            String word = "w" + Integer.toString(rank * 7919, 36) + (rank % 5 == 0 ? "-with-a-long-tail-" + rank : "")
                    + (rank % 11 == 0 ? "\u00ff\u0080" : "");
            expected.merge(word, 1L, Long::sum);
            all.append(word).append(" \t\r\n\n\u000b\f".charAt(random.nextInt(7)));
        }
        text = all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void sumOfViews(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }

    private static void sumOfStrings(JobBuilder job) {
        job.readText()
                .map(STRING, LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word.toString(), Long.valueOf(1));
                    }
                })
                .sum()
                .writeText();
    }

    private static void reduceFunction(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .reduce(TEXT, LONG, (word, counts, out) -> {
                    long sum = 0;
                    for (long count : counts) {
                        sum += count;
                    }
                    out.emit(word, sum);
                })
                .writeText();
    }

    private static void combineFunction(JobBuilder job) {
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .combine((word, counts, out) -> {
                    long sum = 0;
                    for (long count : counts) {
                        sum += count;
                    }
                    out.emit(sum);
                })
                .reduce(TEXT, LONG, (word, counts, out) -> {
                    long sum = 0;
                    for (long count : counts) {
                        sum += count;
                    }
                    out.emit(word, sum);
                })
                .writeText();
    }

    private static void countOfWords(JobBuilder job) {
        job.readText()
                .<Utf8>flatMap(TEXT, (line, out) -> line.words().forEach(out::emit))
                .map(TEXT, TEXT, (word, out) -> out.emit(word, word))
                .count()
                .writeText();
    }

    private Counters run(JobDefinition definition, long memory, long splitBytes, int reducers) throws Exception {
        InMemoryStorage storage = new InMemoryStorage().with("text", text);
        Counters counters = new LocalJob(definition, storage, work.resolve("job-" + memory + "-" + reducers))
                .memory(memory)
                .splitBytes(splitBytes)
                .reducers(reducers)
                .run();
        assertThat(storage.parts()).hasSize(reducers);
        Map<String, Long> counts = new TreeMap<>();
        storage.parts().forEach((name, part) -> {
            String before = "";
            for (String line : new String(part, StandardCharsets.ISO_8859_1).split("\n")) {
                String[] fields = line.split("\t");
                assertThat(fields[0]).as("order in %s", name).isGreaterThan(before);
                before = fields[0];
                assertThat(counts.put(fields[0], Long.valueOf(fields[1]))).isNull();
            }
        });
        assertThat(counts).isEqualTo(expected);
        return counters;
    }

    @Test
    void aggregatesInMemory() throws Exception {
        Counters counters = run(WordCountTest::sumOfViews, 64 << 20, 100_000, 3);
        assertThat(counters.get(Counter.MAP_OUTPUT_RECORDS)).isEqualTo(40_000);
        assertThat(counters.get(Counter.MAP_INPUT_BYTES)).isEqualTo(text.length);
        assertThat(counters.get(Counter.REDUCE_INPUT_GROUPS)).isEqualTo(expected.size());
        assertThat(counters.get(Counter.OUTPUT_RECORDS)).isEqualTo(expected.size());
        assertThat(counters.get(Counter.SPILLED_RECORDS)).isEqualTo(counters.get(Counter.REDUCE_INPUT_RECORDS));
    }

    @Test
    void aggregatesWithSpills() throws Exception {
        Counters counters = run(WordCountTest::sumOfViews, 1, 1 << 20, 3);
        assertThat(counters.get(Counter.SPILLED_RECORDS))
                .as("without spills this would be the input of reduce")
                .isGreaterThan(2 * counters.get(Counter.REDUCE_INPUT_RECORDS));
    }

    @Test
    void aggregatesStrings() throws Exception {
        InMemoryStorage storage = new InMemoryStorage().with("text", "b a\nb é b");
        new LocalJob(WordCountTest::sumOfStrings, storage, work).run();
        assertThat(storage.output()).isEqualTo("a\t1\nb\t3\n\u00c3\u00a9\t1\n");
    }

    @Test
    void reducesByAFunctionWithSpills() throws Exception {
        Counters counters = run(WordCountTest::reduceFunction, 1, 200_000, 4);
        assertThat(counters.get(Counter.REDUCE_INPUT_RECORDS)).isEqualTo(40_000);
        assertThat(counters.get(Counter.COMBINE_INPUT_RECORDS)).isZero();
    }

    @Test
    void combinesByAFunctionWithSpills() throws Exception {
        Counters counters = run(WordCountTest::combineFunction, 1, 200_000, 2);
        assertThat(counters.get(Counter.COMBINE_INPUT_RECORDS)).isGreaterThan(40_000);
        assertThat(counters.get(Counter.REDUCE_INPUT_RECORDS)).isLessThan(30_000);
    }

    @Test
    void countsWithoutValues() throws Exception {
        run(WordCountTest::countOfWords, 1 << 20, 50_000, 1);
    }
}
