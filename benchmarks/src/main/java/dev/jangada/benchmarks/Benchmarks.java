package dev.jangada.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks' command line; see {@code benchmarks/run --help}. */
@Command(
        name = "benchmarks/run",
        description = "Measures Jangada on this machine, on real processes.",
        mixinStandardHelpOptions = true,
        subcommands = {FailoverBenchmark.class, SchedulingBenchmark.class, DisturbedRun.class})
public final class Benchmarks {
    private Benchmarks() {}

    /** Runs one benchmark and exits with its code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
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
}
