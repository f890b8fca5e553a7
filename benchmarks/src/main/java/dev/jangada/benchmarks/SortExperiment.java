package dev.jangada.benchmarks;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobExplanation;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.worker.local.Trees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The experiment of section 5 of the MapReduce paper (Dean and Ghemawat, OSDI 2004) scaled to one machine: one sort,
 * undisturbed, with a straggler, with workers killed; and with the coordinator killed, which the paper could not do. Every
 * output is compared with that of the first run, byte for byte. The job is left in peace first and last, after a run that
 * warms the page cache and does not count, so that the two tell how much the machine's own mood is worth.
 */
final class SortExperiment {
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final int SLOW_PERCENT = 5;
    private static final String WARM_UP = "warm-up";
    private static final String UNDISTURBED = "undisturbed";
    private static final int BAR_WIDTH = 60;
    private static final int MASTERS = 3;

    private final Path at;
    private final PrintWriter out;
    private final Setup setup;
    private final List<Result> results = new ArrayList<>();

    /**
     * How large it is.
     *
     * @param records of 100 bytes each
     * @param workers processes, of one slot each
     * @param reducers output parts
     */
    record Setup(long records, int workers, int reducers) {}

    private record Result(String name, Duration time, JobStatus status, List<String> findings, boolean isSame) {}

    /** What is done to the cluster while the job runs. */
    private interface Disturbance {
        /** Called with each change of the job's status. */
        void look(JobStatus status, LocalCluster cluster, Jangada jangada) throws Exception;

        /** The job has ended: what goes on is ended. */
        default void end() throws InterruptedException {}
    }

    SortExperiment(Path at, PrintWriter out, Setup setup) {
        this.at = at;
        this.out = out;
        this.setup = setup;
    }

    /** Whether all outputs are equal. */
    boolean run() throws Exception {
        Files.createDirectories(at);
        Path input = at.resolve("records");
        out.printf(
                Locale.ROOT,
                "%d cores, Java %s, %d masters and %d workers of one slot as processes; %,d records of 100 bytes,"
                        + " %d parts%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                MASTERS,
                setup.workers(),
                setup.records(),
                setup.reducers());
        DataGenerator.records(input, setup.records(), 1);
        measure(WARM_UP, input, true, (status, cluster, jangada) -> {});
        measure(UNDISTURBED, input, true, (status, cluster, jangada) -> {});
        measure("one worker at 5 %, no backup tasks", input, false, new Straggler());
        measure("one worker at 5 %, backup tasks", input, true, new Straggler());
        measure("a third of the workers killed", input, true, new WorkerKills(setup.workers() / 3));
        measure("the leader killed three times", input, true, new LeaderKills());
        measure(UNDISTURBED, input, true, (status, cluster, jangada) -> {});
        report();
        return results.stream().allMatch(Result::isSame);
    }

    private void measure(String name, Path input, boolean backups, Disturbance disturbance) throws Exception {
        Path directory = at.resolve("run-" + results.size());
        Path output = at.resolve("output-" + results.size());
        new ProcessBuilder("sync").start().waitFor(); // what came before is not to be written at this run's expense
        List<String> options = List.of("--workers", String.valueOf(setup.workers()), "--slots", "1");
        try (LocalCluster cluster = LocalCluster.start(directory, options);
                Jangada jangada = Jangada.connect(cluster.masters())) {
            Job job = Job.builtIn("sort")
                    .arg("record", "100")
                    .arg("key", "10")
                    .input(input)
                    .output(output)
                    .reducers(setup.reducers());
            JobHandle handle = jangada.submit(backups ? job : job.withoutBackups());
            JobStatus status = handle.watch(now -> disturb(disturbance, now, cluster, jangada), PATIENCE);
            disturbance.end();
            JobExplanation explanation = handle.explain();
            boolean isSame = status.state() == JobState.SUCCEEDED && isSame(output);
            Result result = new Result(name, status.duration().orElseThrow(), status, explanation.findings(), isSame);
            results.add(result);
            print(result);
        }
        if (results.size() > 1) {
            Trees.delete(output);
        }
        Trees.delete(directory);
    }

    private static void disturb(Disturbance disturbance, JobStatus now, LocalCluster cluster, Jangada jangada) {
        try {
            disturbance.look(now, cluster, jangada);
        } catch (Exception e) {
            throw new IllegalStateException("could not disturb the run: " + e.getMessage(), e);
        }
    }

    private void print(Result result) {
        out.printf(
                Locale.ROOT,
                "%-36s %7.1f s  %s, output %s%n",
                result.name(),
                result.time().toMillis() / 1e3,
                result.status().attempts(),
                result.isSame() ? "equal" : "DIFFERENT");
        result.findings().forEach(finding -> out.println("    " + finding));
    }

    /** The figure of the paper, as bars, for {@code docs}. */
    private void report() {
        double longest = results.stream()
                .mapToDouble(result -> result.time().toMillis())
                .max()
                .orElse(1);
        double calm = results.stream()
                .filter(result -> result.name().equals(UNDISTURBED))
                .mapToDouble(result -> result.time().toMillis())
                .average()
                .orElse(1);
        out.println();
        for (Result result : results.subList(1, results.size())) {
            double millis = result.time().toMillis();
            out.printf(
                    Locale.ROOT,
                    "%-36s %7.1f s  %+6.1f %%  %s%n",
                    result.name(),
                    millis / 1e3,
                    (millis / calm - 1) * 100,
                    "#".repeat((int) Math.max(1, Math.round(millis / longest * BAR_WIDTH))));
        }
    }

    private boolean isSame(Path output) throws IOException {
        Path first = at.resolve("output-0");
        if (output.equals(first)) {
            return true;
        }
        List<Path> parts = parts(first);
        if (parts.size() != parts(output).size()) {
            return false;
        }
        for (Path part : parts) {
            if (Files.mismatch(part, output.resolve(part.getFileName())) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> parts(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    /** Slows the first worker from the start of the job on. */
    private static final class Straggler implements Disturbance {
        private @Nullable Slowdown slowdown;

        @Override
        public void look(JobStatus status, LocalCluster cluster, Jangada jangada) throws Exception {
            if (slowdown == null) {
                slowdown = Slowdown.of(cluster.process("w1"), SLOW_PERCENT);
            }
        }

        @Override
        public void end() throws InterruptedException {
            if (slowdown != null) {
                slowdown.close();
            }
        }
    }

    /** Kills some workers at once in mid-job, as the paper did; they stay dead. */
    private static final class WorkerKills implements Disturbance {
        private static final double AT = 0.4;

        private final int count;
        private boolean isDone;

        WorkerKills(int count) {
            this.count = count;
        }

        @Override
        public void look(JobStatus status, LocalCluster cluster, Jangada jangada) throws Exception {
            if (!isDone && status.progress() >= AT) {
                isDone = true;
                for (int i = 1; i <= count; i++) {
                    cluster.process("w" + i).destroyForcibly();
                }
            }
        }
    }

    /** Kills whoever leads, three times; the victim is started again before the next one dies. */
    private static final class LeaderKills implements Disturbance {
        /** The first is early because each victim has to be back before the next may die. */
        private static final double[] AT = {0.1, 0.4, 0.7};

        private int kills;

        @Override
        public void look(JobStatus status, LocalCluster cluster, Jangada jangada) throws Exception {
            if (kills < AT.length
                    && status.progress() >= AT[kills]
                    && !status.state().isTerminal()) {
                kills++;
                String leader = jangada.masters().leader().orElseThrow().id();
                cluster.process(leader).destroyForcibly();
                cluster.restart(leader);
            }
        }
    }
}
