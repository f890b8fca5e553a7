package dev.jangada.engine;

import static dev.jangada.api.Type.DOUBLE;
import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.STRING;
import static dev.jangada.api.Type.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.Counter;
import dev.jangada.engine.task.Counters;
import dev.jangada.engine.task.SkipMode;
import dev.jangada.engine.task.TaskCancelledException;
import dev.jangada.engine.task.TaskIoException;
import dev.jangada.engine.task.UserCodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What user code sees, and what becomes of its failures. */
class UserCodeTest {

    @TempDir
    private Path work;

    private final InMemoryStorage storage =
            new InMemoryStorage().with("logs/a.txt", "one\ntwo\nthree\n").with("logs/b.txt", "four\n");

    private Counters run(JobDefinition definition) throws Exception {
        return new LocalJob(definition, storage, work).run();
    }

    private void assertFails(JobDefinition definition, String message) {
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> run(definition))
                .withMessageContaining(message);
        assertThat(storage.parts()).isEmpty();
    }

    private static void boom() throws IOException {
        throw new IOException("boom");
    }

    @Test
    void mapFailuresCarryFileAndOffset() {
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> run(job -> job.readText()
                        .map(TEXT, LONG, (line, out) -> {
                            if (line.startsWith("th")) {
                                boom();
                            }
                            out.emit(line, 1);
                        })
                        .sum()
                        .writeText()))
                .withMessage("the map function failed at file logs/a.txt, byte offset 8: java.io.IOException: boom")
                .withCauseInstanceOf(IOException.class);
        assertFails(
                job -> job.readNumberedText().filter(line -> line.byteAt(3) > 0).writeText(),
                "file logs/a.txt, byte offset 0, line 1: java.lang.IndexOutOfBounds");
        assertFails(
                job -> job.readText()
                        .flatMap(TEXT, (line, out) -> out.emit(line))
                        .flatMap(TEXT, (line, out) -> boom())
                        .discard(),
                "byte offset 0: java.io.IOException: boom");
        assertFails(job -> job.generate(3).filter(n -> 1 / (n - 1) < 9).discard(), "record 1 of the generated source");
    }

    private UserCodeException failureOf(JobDefinition definition) {
        return catchThrowableOfType(UserCodeException.class, () -> run(definition));
    }

    @Test
    void recordThatAMapFailsAtIsLeftOutByItsNumber() throws Exception {
        JobDefinition picky = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    if (line.startsWith("th")) {
                        boom();
                    }
                    out.emit(line, 1);
                })
                .sum()
                .writeText();
        UserCodeException failure = failureOf(picky);
        assertThat(failure.position()).hasValue(2);
        assertThat(failure.where()).isEqualTo("file logs/a.txt, byte offset 8");

        Counters counters = new LocalJob(picky, storage, work).skip(2).run();

        assertThat(counters.get(Counter.RECORDS_SKIPPED)).isEqualTo(1);
        assertThat(counters.get(Counter.MAP_INPUT_RECORDS)).isEqualTo(4);
        assertThat(storage.output())
                .contains("four\t1\n", "one\t1\n", "two\t1\n")
                .doesNotContain("three");
    }

    @Test
    void groupThatAReduceFailsAtIsLeftOutByItsKey() throws Exception {
        JobDefinition picky = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> out.emit(line, 1))
                .reduce(TEXT, LONG, (key, values, out) -> {
                    if (key.startsWith("three")) {
                        boom();
                    }
                    out.emit(key, 1);
                })
                .writeText();
        UserCodeException failure = failureOf(picky);
        assertThat(failure.where()).isEqualTo("key 'three'");
        byte[] key = "three".getBytes(StandardCharsets.UTF_8);
        assertThat(failure.position()).hasValue(SkipMode.hash(key, key.length));

        Counters counters = new LocalJob(picky, storage, work)
                .skip(failure.position().getAsLong())
                .run();

        assertThat(counters.get(Counter.RECORDS_SKIPPED)).isEqualTo(1);
        assertThat(counters.get(Counter.OUTPUT_RECORDS)).isEqualTo(3);
    }

    @Test
    void recordThatFailsInASampleOfKeysIsLeftToItsMapTask() throws Exception {
        JobDefinition sorted = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    if (line.startsWith("th")) {
                        boom();
                    }
                    out.emit(line, 1);
                })
                .totalOrder()
                .sorted()
                .writeText();
        UserCodeException failure = catchThrowableOfType(
                UserCodeException.class,
                () -> new LocalJob(sorted, storage, work).reducers(2).run());
        assertThat(failure.position()).hasValue(2);
        new LocalJob(sorted, storage, work).reducers(2).skip(2).run();
        assertThat(storage.output()).isEqualTo("four\t1\none\t1\ntwo\t1\n");
    }

    @Test
    void errorsOfUserCodeAreItsFailuresToo() {
        assertFails(
                job -> job.readText()
                        .map(TEXT, LONG, (line, out) -> {
                            throw new StackOverflowError();
                        })
                        .sum()
                        .writeText(),
                "StackOverflowError");
    }

    @Test
    @Tag("scenario:code-breaks-contract")
    void reduceCombineAndPartitionFailuresCarryTheKey() {
        assertFails(
                job -> job.readText()
                        .map(TEXT, LONG, (line, out) -> out.emit(line, 1))
                        .reduce(TEXT, LONG, (key, values, out) -> {
                            if (key.startsWith("three")) {
                                boom();
                            }
                        })
                        .writeText(),
                "the reduce function failed for key 'three': java.io.IOException: boom");
        assertFails(
                job -> job.readText()
                        .map(TEXT, LONG, (line, out) -> out.emit(line, 1))
                        .combine((key, values, out) -> boom())
                        .sorted()
                        .writeText(),
                "the combine function failed for key 'four'");
        JobDefinition outOfRange = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> out.emit(line, 1))
                .partitionBy((key, partitions) -> key.length() - 3)
                .sum()
                .writeText();
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() ->
                        new LocalJob(outOfRange, storage, work).reducers(2).run())
                .withMessageContaining("gave partition 2 for key 'three': it must be from 0 to 1");
    }

    @Test
    void partitionersDecide() throws Exception {
        JobDefinition byLength = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> out.emit(line, 1))
                .partitionBy((key, partitions) -> key.length() - 3)
                .max()
                .writeText();
        new LocalJob(byLength, storage, work).reducers(3).run();
        assertThat(storage.parts().get("part-r-00001")).asString().isEqualTo("four\t1\n");
        assertThat(storage.output()).isEqualTo("one\t1\ntwo\t1\nfour\t1\nthree\t1\n");
    }

    @Test
    void aggregatorsAndTypes() throws Exception {
        storage.with("logs/a.txt", "x 5\ny -3\nx 7\nx -9\n").with("logs/b.txt", "y 2\n");
        JobDefinition min = job -> job.readText()
                .map(
                        STRING,
                        LONG,
                        (line, out) -> out.emit(
                                line.slice(0, 1).toString(), line.slice(2).parseLong()))
                .min()
                .writeText();
        run(min);
        assertThat(storage.output()).isEqualTo("x\t-9\ny\t-3\n");
        JobDefinition max = job -> job.readText()
                .map(
                        LONG,
                        LONG,
                        (line, out) ->
                                out.emit(line.byteAt(0) - 121L, line.slice(2).parseLong()))
                .max()
                .writeText();
        run(max);
        assertThat(storage.output()).isEqualTo("-1\t7\n0\t2\n");
        JobDefinition mean = job -> job.readText()
                .map(
                        TEXT,
                        DOUBLE,
                        (line, out) -> out.emit(line.slice(0, 1), line.slice(2).parseLong()))
                .reduce(STRING, DOUBLE, (key, values, out) -> {
                    double sum = 0;
                    int n = 0;
                    for (double value : values) {
                        sum += value;
                        n++;
                    }
                    out.emit(key + "!", sum / n);
                })
                .writeText();
        run(mean);
        assertThat(storage.output()).isEqualTo("x!\t1.0\ny!\t-0.5\n");
    }

    @Test
    void wrongOverloadsAreExplained() {
        assertFails(
                job -> job.readText()
                        .map(TEXT, TEXT, (line, out) -> out.emit(line, 1))
                        .sorted()
                        .writeText(),
                "emit with a number needs a value of type LONG, not TEXT");
        assertFails(
                job -> job.readText()
                        .map(TEXT, LONG, (line, out) -> out.emit(1, 1))
                        .sum()
                        .writeText(),
                "needs a key of type LONG, not TEXT");
        assertFails(
                job -> job.readText()
                        .map(LONG, LONG, (line, out) -> out.emit("x", 1))
                        .sum()
                        .writeText(),
                "needs a key of type TEXT or STRING, not LONG");
    }

    @Test
    void valuesStayValidWhileLookingAheadAndIterateOnce() throws Exception {
        storage.with("logs/a.txt", "k a\nk b\nk c\nl d\n").with("logs/b.txt", "k e\n");
        List<String> pairs = new ArrayList<>();
        JobDefinition look = job -> job.readText()
                .map(TEXT, TEXT, (line, out) -> out.emit(line.slice(0, 1), line.slice(2)))
                .reduce(TEXT, TEXT, (key, values, out) -> {
                    Iterator<Utf8> iterator = values.iterator();
                    if (key.startsWith("k")) {
                        Utf8 first = iterator.next();
                        assertThat(iterator.hasNext()).isTrue();
                        pairs.add(key + "=" + first); // The other values are left.
                    } else {
                        assertThat(iterator.next()).hasToString("d");
                        assertThat(iterator.hasNext()).isFalse();
                        assertThat(values.iterator()).isNull();
                    }
                })
                .discard();
        assertFails(look, "can be iterated only once");
        assertThat(pairs).containsExactly("k=a");
    }

    @Test
    void countersAreExactAndBounded() throws Exception {
        Counters counters = run(job -> job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    out.context().count("lines", 1);
                    out.context().count("bytes", line.length());
                    out.emit(line, 2);
                })
                .reduce(TEXT, LONG, (key, values, out) -> out.context().count("keys", 1))
                .writeText());
        assertThat(counters.user())
                .containsOnly(Map.entry("lines", 4L), Map.entry("bytes", 15L), Map.entry("keys", 4L));
        assertThat(counters.get(Counter.MAP_INPUT_RECORDS)).isEqualTo(4);
        assertThat(counters.get(Counter.MAP_INPUT_BYTES)).isEqualTo(19);
        assertThat(counters.get(Counter.MAP_OUTPUT_RECORDS)).isEqualTo(4);
        assertThat(counters.get(Counter.MAP_OUTPUT_BYTES)).isEqualTo(15 + 4 * 8);
        assertThat(counters.get(Counter.REDUCE_INPUT_GROUPS)).isEqualTo(4);
        assertThat(counters.get(Counter.OUTPUT_RECORDS)).isZero();
        storage.parts().clear();
        assertFails(
                job -> job.generate(1)
                        .filter(n -> true)
                        .flatMap(LONG, (n, out) -> {
                            for (int i = 0; i <= 100; i++) {
                                out.context().count("c" + i, 1);
                            }
                        })
                        .discard(),
                "counter 'c100' is one too many");
        assertFails(
                job -> job.generate(1)
                        .flatMap(LONG, (n, out) -> out.context().count("x".repeat(101), 1))
                        .discard(),
                "has 1 to 100 characters, not 101");
    }

    @Test
    void cancellationStopsEndlessEmitting() {
        AtomicInteger checks = new AtomicInteger();
        CancellationCheck check = () -> {
            if (checks.incrementAndGet() > 20) {
                throw new TaskCancelledException("enough");
            }
        };
        JobDefinition endless = job -> job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    while (true) {
                        try {
                            out.emit(line, 1);
                        } catch (RuntimeException e) {
                            return; // User code that swallows what the engine throws does not get away with it.
                        }
                    }
                })
                .sum()
                .writeText();
        assertThatExceptionOfType(TaskCancelledException.class)
                .isThrownBy(() ->
                        new LocalJob(endless, storage, work).cancellation(check).run())
                .withMessage("enough");
        assertThat(checks).hasValue(21);
    }

    @Test
    void aFullDiskIsNoFailureOfUserCode() {
        JobDefinition job = define -> define.readText()
                .map(TEXT, LONG, (line, out) -> {
                    for (int i = 0; i < 100_000; i++) {
                        out.emit("key " + i, 1);
                    }
                })
                .sum()
                .writeText();
        AtomicInteger checks = new AtomicInteger();
        CancellationCheck removeDirectory = () -> {
            if (checks.incrementAndGet() == 3) {
                delete(work.resolve("m0"));
            }
        };
        assertThatExceptionOfType(TaskIoException.class)
                .isThrownBy(() -> new LocalJob(job, storage, work)
                        .memory(1)
                        .cancellation(removeDirectory)
                        .run())
                .withMessageContaining("the worker's disk failed a task");
    }

    private static void delete(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
