package dev.jangada.chaos.mix;

import dev.jangada.chaos.check.Expectation;
import dev.jangada.chaos.check.Expectation.OutputCheck;
import dev.jangada.client.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Draws jobs: word count, sort, a filter without reduces, several small ones at once, one that is cancelled, one that fails,
 * one whose maps are random. Thread-safe; what is drawn depends on the caller's {@link Random} alone, but for the numbers
 * in the names.
 */
public final class JobMix {
    private static final int LARGE_BYTES = 4 << 20;
    private static final int MIDDLE_BYTES = 3 << 19;
    private static final int SMALL_BYTES = 4_000;
    private static final int SMALL_ONES = 4;
    private static final int CANCELLED_WITHIN_MILLIS = 4_000;
    private static final String PATTERN = "word7[0-9]* ";

    private final Path data;
    private final UnaryOperator<String> inCluster;
    private final AtomicInteger number = new AtomicInteger();
    private final InputText large;
    private final InputText middle;
    private final InputText small;
    private final OutputCheck largeCounts;
    private final OutputCheck smallCounts;
    private final OutputCheck sorted;
    private final OutputCheck matching;

    /**
     * Writes the inputs.
     *
     * @param data the directory for inputs and outputs
     * @param inCluster how workers call a file of this process
     */
    public JobMix(Path data, UnaryOperator<String> inCluster, long seed) throws IOException {
        this.data = data;
        this.inCluster = inCluster;
        Random random = new Random(seed);
        Path inputs = Files.createDirectories(data.resolve("in"));
        Files.createDirectories(outputs());
        large = InputText.write(inputs.resolve("large.txt"), LARGE_BYTES, random);
        middle = InputText.write(inputs.resolve("middle.txt"), MIDDLE_BYTES, random);
        small = InputText.write(inputs.resolve("small.txt"), SMALL_BYTES, random);
        largeCounts = Outputs.counts(large.counts());
        smallCounts = Outputs.counts(small.counts());
        sorted = Outputs.text(middle.sorted());
        matching = Outputs.text(middle.matching(Pattern.compile(PATTERN).asPredicate()));
    }

    /** Where outputs are. */
    public Path outputs() {
        return outputs(data);
    }

    /** Where outputs are below a directory for inputs and outputs. */
    public static Path outputs(Path data) {
        return data.resolve("out");
    }

    /** One or several jobs to be run at once. */
    public List<MixedJob> draw(Random random) {
        boolean twice = random.nextInt(4) == 0;
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                List.of(job("count", Job.builtIn("wordcount").reducers(3), large, success(largeCounts), twice));
            case 2, 3 -> List.of(job("sort", Job.builtIn("sort").reducers(3), middle, success(sorted), twice));
            case 4, 5 ->
                List.of(job("grep", Job.builtIn("grep").arg("pattern", PATTERN), middle, success(matching), twice));
            case 6 -> smallOnes();
            case 7 -> List.of(cancelled(random));
            case 8 -> List.of(job("broken", Job.of(BrokenJob.class), small, Expectation.failure(), twice));
            default ->
                List.of(job(
                        "random",
                        Job.of(RandomKeys.class).reducers(2),
                        large,
                        success(Outputs.total(large.lines().size())),
                        twice));
        };
    }

    /** A job that is done in a moment, to see that the cluster works. */
    public MixedJob probe() {
        return job("probe", Job.builtIn("wordcount"), small, success(smallCounts), false);
    }

    private List<MixedJob> smallOnes() {
        List<MixedJob> jobs = new ArrayList<>();
        for (int i = 0; i < SMALL_ONES; i++) {
            jobs.add(job("small", Job.builtIn("wordcount"), small, success(smallCounts), false));
        }
        return jobs;
    }

    private MixedJob cancelled(Random random) {
        MixedJob job = job("cancelled", Job.builtIn("wordcount"), large, Expectation.cancelled(), false);
        Duration after = Duration.ofMillis(random.nextInt(CANCELLED_WITHIN_MILLIS));
        return new MixedJob(job.job(), job.output(), job.expectation(), Optional.of(after), false);
    }

    private static Expectation success(OutputCheck output) {
        return Expectation.success(output);
    }

    private MixedJob job(String kind, Job job, InputText input, Expectation expectation, boolean twice) {
        String name = kind + "-" + number.incrementAndGet();
        Path output = outputs().resolve(name);
        Job complete = job.named(name)
                .token(name)
                .input(inCluster.apply(input.file().toString()))
                .output(inCluster.apply(output.toString()));
        return new MixedJob(complete, output, expectation, Optional.empty(), twice);
    }
}
