package dev.jangada.engine;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Mapped;
import dev.jangada.api.Type;
import dev.jangada.api.plan.JobPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grouping by the first components of a key while the others sort. */
class SecondarySortTest {
    private static final long SEED = 99;

    @TempDir
    private Path work;

    record Visit(String user, long time) {}

    private static Mapped<Visit, Long> visits(JobBuilder job) {
        return job.readText().map(Type.record(Visit.class), LONG, (line, out) -> {
            var fields = line.toString().split(" ");
            long time = Long.parseLong(fields[1]);
            out.emit(new Visit(fields[0], time), time);
        });
    }

    private static void timesOfUsers(Mapped<Visit, Long> visits) {
        visits.groupBy(1)
                .reduce(STRING, STRING, (visit, times, out) -> {
                    StringBuilder list = new StringBuilder();
                    times.forEach(time -> list.append(' ').append(time));
                    out.emit(visit.user() + "@" + visit.time(), list.toString());
                })
                .writeText();
    }

    @ParameterizedTest
    @CsvSource({"1,false,100000000", "5,false,100000000", "5,true,100000000", "5,true,1", "5,false,1"})
    void valuesComeInTheOrderOfTheWholeKey(int reducers, boolean inTotalOrder, long memory) throws Exception {
        Map<String, TreeSet<Long>> expected = new TreeMap<>();
        Random random = new Random(SEED);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            String user = "u" + random.nextInt(40);
            long time = random.nextLong();
            if (expected.computeIfAbsent(user, key -> new TreeSet<>()).add(time)) {
                lines.append(user).append(' ').append(time).append('\n');
            }
        }
        InMemoryStorage storage =
                new InMemoryStorage().with("f", lines.toString().getBytes(StandardCharsets.UTF_8));
        JobDefinition job =
                builder -> timesOfUsers(inTotalOrder ? visits(builder).totalOrder() : visits(builder));
        new LocalJob(job, storage, work)
                .reducers(reducers)
                .splitBytes(20_000)
                .memory(memory)
                .run();
        Map<String, String> found = new TreeMap<>();
        for (String line : storage.output().split("\n")) {
            String[] fields = line.split("\t");
            assertThat(found.put(fields[0].substring(0, fields[0].indexOf('@')), line))
                    .as("a user has one group")
                    .isNull();
        }
        Map<String, String> wanted = new TreeMap<>();
        expected.forEach((user, times) -> {
            StringBuilder line = new StringBuilder(user + "@" + times.first() + "\t");
            times.forEach(time -> line.append(' ').append(time));
            wanted.put(user, line.toString());
        });
        assertThat(found).isEqualTo(wanted);
        if (inTotalOrder) {
            assertThat(storage.output().lines().map(line -> line.substring(0, line.indexOf('@'))))
                    .isSorted();
        }
    }

    private static void assertRefused(JobDefinition definition, String why) {
        assertThatThrownBy(() -> JobPlan.of(definition, Arguments.none()))
                .isInstanceOf(JobDefinitionException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatCannotBeGroupedIsRefused() {
        assertRefused(job -> timesOfUsers(visits(job).groupBy(1)), "one grouping");
        assertRefused(job -> visits(job).groupBy(0), "by the first 1 to 1");
        assertRefused(job -> visits(job).groupBy(2), "by the first 1 to 1");
        assertRefused(job -> visits(job).groupBy(1).sum().writeText(), "groupBy goes with reduce(...)");
        assertRefused(
                job -> job.readText()
                        .map(STRING, LONG, (line, out) -> out.emit("", 1))
                        .groupBy(1),
                "needs keys of several components, of a Type.record(...), not STRING");
    }
}
