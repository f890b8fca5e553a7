package dev.jangada.benchmarks;

import dev.jangada.benchmarks.suite.Programs;
import dev.jangada.benchmarks.suite.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks' command line; see {@code benchmarks/run --help}. */
@Command(
        name = "benchmarks/run",
        description =
                "Measures Jangada on this machine, on real processes. Without a command: whole jobs, beside others.",
        mixinStandardHelpOptions = true)
public final class Benchmarks implements Callable<Integer> {
    private static final int QUICK_MEGABYTES = 100;

    @Option(names = "--quick", description = "a tenth of the data, and one round")
    private boolean quick;

    @Option(names = "--peers", description = "measure Spark, Hadoop and GNU tools as well")
    private boolean peers;

    @Option(names = "--megabytes", defaultValue = "1000", description = "of each kind of data (${DEFAULT-VALUE})")
    private long megabytes;

    @Option(names = "--rounds", defaultValue = "3", description = "that count (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--only",
            split = ",",
            description = "WORD_COUNT_STRINGS, WORD_COUNT_VIEWS, SORT, GREP, INDEX; default: all")
    private Set<String> only = Set.of();

    @Option(names = "--dir", description = "where cluster, data and outputs live; default: temporary")
    private @Nullable Path directory;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    private Benchmarks() {}

    /** Runs one benchmark and exits with its code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty("jangada.benchmarks", "benchmarks"));
        Programs programs = new Programs(
                System.getProperty("jangada.launcher", "bin/jangada"),
                home.resolve("target/jangada-benchmarks-0.1.0-SNAPSHOT.jar"),
                home.resolve("peers/target"));
        Suite.Setup setup = new Suite.Setup(
                quick ? Math.min(megabytes, QUICK_MEGABYTES) : megabytes, quick ? 1 : rounds, peers, only, programs);
        return new Suite(workDirectory(directory), out, setup).run() ? 0 : 1;
    }

    @Command(
            name = "failover",
            description = "Time from SIGKILL of the leader to the next task assigned, over a number of kills.")
    int failover(
            @Option(names = "--kills", defaultValue = "10", description = "leaders to kill (${DEFAULT-VALUE})")
                    int kills,
            @Option(names = "--dir", description = "where the cluster lives; default: temporary") @Nullable Path dir)
            throws Exception {
        new FailoverBenchmark(workDirectory(dir), out).run(kills);
        return 0;
    }

    @Command(name = "scheduling", description = "No-op tasks a second, end to end from submit to success.")
    int scheduling(
            @Option(names = "--tasks", defaultValue = "10000", description = "tasks a job (${DEFAULT-VALUE})")
                    int tasks,
            @Option(names = "--jobs", defaultValue = "5", description = "jobs, one by one (${DEFAULT-VALUE})") int jobs,
            @Option(names = "--dir", description = "where the cluster lives; default: temporary") @Nullable Path dir)
            throws Exception {
        new SchedulingBenchmark(workDirectory(dir), out).run(tasks, jobs);
        return 0;
    }

    @Command(name = "latency", description = "The smallest jobs on a warm cluster, one by one, from submit to result.")
    int latency(
            @Option(names = "--jobs", defaultValue = "200", description = "that count (${DEFAULT-VALUE})") int jobs,
            @Option(names = "--dir", description = "where the cluster lives; default: temporary") @Nullable Path dir)
            throws Exception {
        new LatencyBenchmark(workDirectory(dir), out).run(jobs);
        return 0;
    }

    @Command(
            name = "disturbed",
            description =
                    "A word count with the leader killed at 30 %% and a worker at 60 %%, against one left in peace.")
    int disturbed(
            @Option(names = "--input", required = true, description = "a text of at least 500 MB") Path input,
            @Option(names = "--dir", description = "where cluster and outputs live; default: temporary") @Nullable
                    Path dir)
            throws Exception {
        return new DisturbedRun(workDirectory(dir), out).run(input) ? 0 : 1;
    }

    @Command(
            name = "sort-experiment",
            description =
                    "The MapReduce paper's sort, undisturbed and with a straggler, dead workers and dead leaders.")
    int sortExperiment(
            @Option(names = "--records", defaultValue = "30000000", description = "of 100 bytes (${DEFAULT-VALUE})")
                    long records,
            @Option(names = "--workers", defaultValue = "6", description = "of one slot each (${DEFAULT-VALUE})")
                    int workers,
            @Option(names = "--reducers", defaultValue = "12", description = "output parts (${DEFAULT-VALUE})")
                    int reducers,
            @Option(names = "--dir", description = "where cluster and outputs live; default: temporary") @Nullable
                    Path dir)
            throws Exception {
        var setup = new SortExperiment.Setup(records, workers, reducers);
        return new SortExperiment(workDirectory(dir), out, setup).run() ? 0 : 1;
    }

    @Command(name = "text", description = "Writes lines of words drawn by Zipf's law; the same for the same seed.")
    int text(
            @Option(names = "--megabytes", defaultValue = "500") long megabytes,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--output", required = true) Path output)
            throws IOException {
        DataGenerator.text(output, megabytes * 1_000_000, seed);
        return 0;
    }

    @Command(name = "records", description = "Writes records of 100 bytes with random keys of 10 bytes.")
    int records(
            @Option(names = "--count", defaultValue = "10000000") long count,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--output", required = true) Path output)
            throws IOException {
        DataGenerator.records(output, count, seed);
        return 0;
    }

    private static Path workDirectory(@Nullable Path given) throws IOException {
        return given != null ? given : Files.createTempDirectory("jangada-benchmark");
    }
}
