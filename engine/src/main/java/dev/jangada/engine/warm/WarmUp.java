package dev.jangada.engine.warm;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.InputPattern;
import dev.jangada.engine.MapResult;
import dev.jangada.engine.MapRunner;
import dev.jangada.engine.MapTask;
import dev.jangada.engine.PlanRequest;
import dev.jangada.engine.PlanResult;
import dev.jangada.engine.Planner;
import dev.jangada.engine.ReduceRunner;
import dev.jangada.engine.ReduceTask;
import dev.jangada.engine.Segment;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.run.Extent;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.ProgressSink;
import dev.jangada.engine.task.TaskCancelledException;
import dev.jangada.engine.task.TaskEnvironment;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Runs small jobs through the engine in a JVM that waits for its first real one, so that reading, splitting into words,
 * aggregating, sorting, merging and writing are compiled by then. It takes 2.7 s of CPU on the machine of
 * {@code docs/performance.md}.
 */
public final class WarmUp {
    private static final int ROUNDS = 8;
    private static final int TEXT_BYTES = 4 << 20;
    private static final int RECORDS = 20_000;
    private static final int RECORD_BYTES = 100;
    private static final int KEY_BYTES = 10;
    private static final int WORDS = 20_000;
    private static final int PARTITIONS = 3;
    private static final long MEMORY = 64L << 20;

    private final Path directory;
    private final CancellationCheck check;

    private WarmUp(Path directory, BooleanSupplier goOn) {
        this.directory = directory;
        this.check = () -> {
            if (!goOn.getAsBoolean()) {
                throw new TaskCancelledException("there is real work");
            }
        };
    }

    /**
     * Runs in the calling thread until all is compiled, as far as is known, or it is told to stop.
     *
     * @param directory where its run files lie while it runs
     * @param goOn asked often
     * @throws TaskException when the engine fails, which nothing depends on
     */
    public static void run(Path directory, BooleanSupplier goOn) throws IOException, TaskException {
        WarmUp warmUp = new WarmUp(directory, goOn);
        MemoryStorage text = new MemoryStorage(text());
        MemoryStorage records = new MemoryStorage(records());
        try {
            for (int round = 0; round < ROUNDS; round++) {
                warmUp.job(WarmUp::countWords, text);
                warmUp.job(WarmUp::sortRecords, records);
                warmUp.job(WarmUp::countWords, text);
                warmUp.job(WarmUp::countStrings, text);
            }
        } catch (TaskCancelledException e) {
            // it is done when it is not wanted any more
        }
    }

    private static void countWords(JobBuilder job) {
        job.readText()
                .map(Type.TEXT, Type.LONG, (line, out) -> {
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }

    private static void countStrings(JobBuilder job) {
        job.readText()
                .map(Type.STRING, Type.LONG, (line, out) -> {
                    for (String word : line.toString().split(" ")) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }

    private static void sortRecords(JobBuilder job) {
        job.readFixed(RECORD_BYTES)
                .map(Type.TEXT, Type.TEXT, (bytes, out) -> out.emit(bytes.slice(0, KEY_BYTES), bytes))
                .totalOrder()
                .sorted()
                .writeRaw();
    }

    /** Words of which few are frequent, as in natural text. */
    private static byte[] text() {
        SplittableRandom random = new SplittableRandom(1);
        byte[][] words = new byte[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            byte[] word = new byte[2 + random.nextInt(9)];
            for (int k = 0; k < word.length; k++) {
                word[k] = (byte) ('a' + random.nextInt(26));
            }
            words[i] = word;
        }
        byte[] text = new byte[TEXT_BYTES];
        int at = 0;
        for (int n = 1; ; n++) {
            double place = random.nextDouble();
            byte[] word = words[(int) (place * place * place * WORDS)];
            if (at + word.length + 1 > text.length) {
                return text;
            }
            System.arraycopy(word, 0, text, at, word.length);
            at += word.length;
            text[at++] = (byte) (n % 12 == 0 ? '\n' : ' ');
        }
    }

    private static byte[] records() {
        byte[] records = new byte[RECORDS * RECORD_BYTES];
        new SplittableRandom(2).nextBytes(records);
        return records;
    }

    private void job(JobDefinition definition, MemoryStorage storage) throws IOException, TaskException {
        JobPlan plan = JobPlan.of(definition, Arguments.none());
        PlanRequest request = new PlanRequest(List.of(new InputPattern("*", "*")), PARTITIONS, 1 << 20, 1);
        PlanResult planned = Planner.plan(plan, request, storage, check);
        TaskEnvironment environment =
                new TaskEnvironment(directory, MEMORY, storage, storage, ProgressSink.NONE, check);
        List<RunFile> runs = new ArrayList<>();
        try {
            for (Split split : planned.splits()) {
                MapTask task = new MapTask(split.number(), 0, split, PARTITIONS, planned.ranges());
                MapResult mapped = MapRunner.run(plan, task, environment);
                Path kept = directory.resolve("map-" + split.number() + ".run");
                runs.add(RunFile.move(mapped.run().orElseThrow(), kept));
            }
            for (int partition = 0; partition < PARTITIONS; partition++) {
                reduce(plan, partition, runs, environment);
            }
        } finally {
            for (RunFile run : runs) {
                Files.deleteIfExists(run.path());
            }
        }
    }

    private static void reduce(JobPlan plan, int partition, List<RunFile> runs, TaskEnvironment environment)
            throws TaskException {
        int[] next = {0};
        ReduceTask task = new ReduceTask(partition, 0, runs.size());
        ReduceRunner.run(
                plan,
                task,
                () -> {
                    int map = next[0]++;
                    Extent extent = runs.get(map).extent(partition);
                    return new Segment.InFile(map, runs.get(map).path(), extent.offset(), extent.length());
                },
                environment);
    }
}
