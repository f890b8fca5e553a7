package dev.jangada.benchmarks.suite;

import dev.jangada.benchmarks.LocalCluster;
import dev.jangada.worker.local.Trees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs every workload by every contestant, interleaved, and compares what they write. */
public final class Suite {
    private static final String CLUSTER = "Jangada, cluster";
    private static final int PATIENCE_MINUTES = 30;
    /** As many as {@link LocalCluster#start} starts; together they have a slot a core. */
    private static final int WORKERS = 2;

    private final Path at;
    private final PrintWriter out;
    private final Setup setup;
    private final Results results = new Results(CLUSTER);
    private final Map<Workload, Fingerprint> expected = new EnumMap<>(Workload.class);
    private boolean isSame = true;

    /**
     * What to run.
     *
     * @param megabytes of each kind of data
     * @param rounds how often each does each workload, after one time that does not count
     * @param withPeers whether others than Jangada run as well
     * @param workloads which workloads, by name; all if empty
     * @param programs what is started
     */
    public record Setup(long megabytes, int rounds, boolean withPeers, Set<String> workloads, Programs programs) {}

    /** Everything is kept in a directory, which has to hold some times the data. */
    public Suite(Path at, PrintWriter out, Setup setup) {
        this.at = at;
        this.out = out;
        this.setup = setup;
    }

    /** Whether all outputs of each workload were the same. */
    public boolean run() throws Exception {
        say(
                "%d cores, Java %s, 3 masters and 2 workers with a slot a core, %d MB of each kind of data with seed %d, %d rounds and one before that does not"
                        + " count; interleaved, whole commands from start to exit",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                setup.megabytes(),
                Inputs.SEED,
                setup.rounds());
        Inputs inputs = Inputs.make(at.resolve("data"), setup.megabytes());
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> slots = List.of("--slots", String.valueOf(Math.max(1, cores / WORKERS)));
        try (LocalCluster cluster = LocalCluster.start(at.resolve("cluster"), slots)) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(new JangadaContestant(CLUSTER, setup.programs(), Optional.of(cluster.masters())));
            contestants.add(new JangadaContestant("Jangada, embedded", setup.programs(), Optional.empty()));
            if (setup.withPeers()) {
                contestants.add(new SparkContestant(setup.programs()));
                contestants.add(new HadoopContestant(setup.programs()));
                contestants.add(new UnixContestant());
            }
            for (Workload workload : Workload.values()) {
                if (setup.workloads().isEmpty() || setup.workloads().contains(workload.name())) {
                    measure(workload, inputs.path(workload.input()), contestants);
                }
            }
        }
        out.println();
        out.println(results.table());
        return isSame;
    }

    private void measure(Workload workload, Path input, List<Contestant> contestants) throws Exception {
        for (int round = 0; round <= setup.rounds(); round++) {
            for (Contestant contestant : contestants) {
                Path output = at.resolve("output");
                Optional<List<String>> command = contestant.command(workload, input, output);
                if (command.isPresent()) {
                    double seconds = time(command.get());
                    check(workload, contestant, output);
                    say(
                            "%-28s %-26s %s %7.2f s",
                            workload.title(), contestant.name(), round == 0 ? "warm-up" : "round " + round, seconds);
                    if (round > 0) {
                        results.add(workload, contestant.name(), seconds);
                    }
                    Trees.delete(output);
                    Trees.delete(at.resolve("hadoop-tmp"));
                }
            }
        }
    }

    private double time(List<String> command) throws IOException, InterruptedException {
        Path log = at.resolve("command.log");
        new ProcessBuilder("sync").start().waitFor(); // what came before is not to be written at this run's expense
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!ended) {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command)
                    + (ended ? " ended with code " + process.exitValue() : " took too long") + ":\n"
                    + Files.readString(log));
        }
        return seconds;
    }

    private void check(Workload workload, Contestant contestant, Path output) throws IOException {
        Fingerprint is = Fingerprint.of(output, workload.isOrdered());
        Fingerprint first = expected.putIfAbsent(workload, is);
        if (first == null) {
            say("%-28s %s", workload.title(), is);
        } else if (!first.equals(is)) {
            isSame = false;
            say("%-28s %s: DIFFERENT OUTPUT: %s", workload.title(), contestant.name(), is);
        }
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
