package dev.jangada.engine;

import static dev.jangada.api.Type.DOUBLE;
import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Mapped;
import dev.jangada.api.Reduced;
import dev.jangada.api.plan.JobPlan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code average}, {@code top} and {@code distinct} give what a plain program gives, whatever the memory is. */
class BuiltInReductionsTest {
    private static final long SEED = 77;

    @TempDir
    private Path work;

    private final Map<String, List<Long>> numbers = new TreeMap<>();
    private final StringBuilder lines = new StringBuilder();

    BuiltInReductionsTest() {
        Random random = new Random(SEED);
        for (int i = 0; i < 4_000; i++) {
            String key = "key " + random.nextInt(30);
            long number = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(50);
            numbers.computeIfAbsent(key, absent -> new ArrayList<>()).add(number);
            lines.append(key).append(',').append(number).append('\n');
        }
    }

    private static Mapped<String, Long> read(JobBuilder job) {
        return job.readText().map(STRING, LONG, (line, out) -> {
            int comma = line.indexOf(',');
            out.emit(line.slice(0, comma), line.slice(comma + 1).parseLong());
        });
    }

    private String run(Function<Mapped<String, Long>, Reduced<?, ?>> end, long memory) throws Exception {
        InMemoryStorage storage =
                new InMemoryStorage().with("f", lines.toString().getBytes(StandardCharsets.UTF_8));
        JobDefinition job = builder -> end.apply(read(builder)).writeText();
        new LocalJob(job, storage, work)
                .reducers(1)
                .splitBytes(9_000)
                .memory(memory)
                .run();
        return storage.output();
    }

    private String expected(Function<List<Long>, List<?>> function) {
        return numbers.entrySet().stream()
                .flatMap(entry ->
                        function.apply(entry.getValue()).stream().map(value -> entry.getKey() + "\t" + value + "\n"))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000_000})
    void averageIsExact(long memory) throws Exception {
        assertThat(run(Mapped::average, memory)).isEqualTo(expected(values -> {
            BigDecimal sum = values.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
            return List.of(sum.divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128)
                    .doubleValue());
        }));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000_000})
    void topKeepsTheGreatest(long memory) throws Exception {
        assertThat(run(pairs -> pairs.top(7), memory))
                .isEqualTo(expected(values -> values.stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(7)
                        .toList()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000_000})
    void distinctKeepsTheFirst(long memory) throws Exception {
        assertThat(run(Mapped::distinct, memory)).isEqualTo(expected(values -> List.of(values.get(0))));
    }

    @Test
    void sumsOfAMeanDoNotOverflow() throws Exception {
        lines.setLength(0);
        for (long number : new long[] {Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, -1}) {
            lines.append("k,").append(number).append('\n');
        }
        double third = new BigDecimal(Long.MAX_VALUE)
                .multiply(BigDecimal.valueOf(2))
                .subtract(BigDecimal.valueOf(2))
                .divide(BigDecimal.valueOf(5), MathContext.DECIMAL128)
                .doubleValue();
        assertThat(run(Mapped::average, 1)).isEqualTo("k\t" + third + "\n");
    }

    private static void assertRefused(JobDefinition definition, String why) {
        assertThatThrownBy(() -> JobPlan.of(definition, Arguments.none()))
                .isInstanceOf(JobDefinitionException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        List<Integer> wrong = Arrays.asList(0, 100_001);
        wrong.forEach(most -> assertRefused(job -> read(job).top(most).writeText(), "keep 1 to 100000 values"));
        assertRefused(
                job -> job.readText()
                        .map(STRING, DOUBLE, (line, out) -> out.emit("", 1))
                        .average()
                        .writeText(),
                "needs values of type LONG, not DOUBLE");
        assertRefused(
                job -> read(job).combine((key, values, out) -> {}).distinct().writeText(), "combines by itself");
    }
}
