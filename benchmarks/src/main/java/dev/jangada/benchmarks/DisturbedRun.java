package dev.jangada.benchmarks;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a word count twice on a cluster, the second time killing the leader and a worker, and compares the outputs. */
@Command(
        name = "disturbed",
        description = "A word count with the leader killed at 30 % and a worker at 60 %, against one left in peace.")
final class DisturbedRun implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Option(names = "--input", required = true, description = "What to count, at least 500 MB to leave time.")
    private Path input;

    @Option(names = "--dir", description = "Where cluster and outputs live; a temporary directory by default.")
    private Path directory;

    @Option(names = "--leader-at", defaultValue = "0.3", description = "Progress at which the leader is killed.")
    private double leaderAt;

    @Option(names = "--worker-at", defaultValue = "0.6", description = "Progress at which a worker is killed.")
    private double workerAt;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path at = directory != null ? directory : Files.createTempDirectory("jangada-disturbed");
        PrintWriter out = spec.commandLine().getOut();
        Path calm = at.resolve("calm");
        Path disturbed = at.resolve("disturbed");
        try (LocalCluster cluster = LocalCluster.start(at.resolve("cluster"), List.of());
                Jangada jangada = Jangada.connect(cluster.masters())) {
            JobStatus peace = jangada.run(wordCount(calm));
            out.printf("left in peace: %s%n", peace.state());
            JobHandle job = jangada.submit(wordCount(disturbed));
            Disturber disturber = new Disturber(cluster, jangada, out);
            JobStatus status = job.watch(disturber::look, PATIENCE);
            out.printf("disturbed: %s%n", status.state());
            job.explain().findings().forEach(finding -> out.println("  " + finding));
        }
        int different = compare(calm, disturbed, out);
        out.flush();
        return different == 0 ? 0 : 1;
    }

    private Job wordCount(Path output) {
        return Job.builtIn("wordcount").input(input).output(output).reducers(4).overwrite();
    }

    private static int compare(Path calm, Path disturbed, PrintWriter out) throws IOException {
        int different = 0;
        try (Stream<Path> parts = Files.list(calm)) {
            for (Path part : parts.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList()) {
                long mismatch = Files.mismatch(part, disturbed.resolve(part.getFileName()));
                different += mismatch >= 0 ? 1 : 0;
                out.printf("%s: %s%n", part.getFileName(), mismatch < 0 ? "equal" : "DIFFERS at byte " + mismatch);
            }
        }
        return different;
    }

    /** Kills at the right moments. Used by the thread that watches the job. */
    private final class Disturber {
        private final LocalCluster cluster;
        private final Jangada jangada;
        private final PrintWriter out;
        private boolean leaderKilled;
        private boolean workerKilled;

        Disturber(LocalCluster cluster, Jangada jangada, PrintWriter out) {
            this.cluster = cluster;
            this.jangada = jangada;
            this.out = out;
        }

        void look(JobStatus status) {
            if (!leaderKilled && status.progress() >= leaderAt) {
                leaderKilled = true;
                String leader = jangada.masters().leader().orElseThrow().id();
                kill(leader, status);
            } else if (!workerKilled && status.progress() >= workerAt) {
                workerKilled = true;
                kill("w1", status);
            }
        }

        private void kill(String name, JobStatus status) {
            try {
                cluster.process(name).destroyForcibly();
                out.printf("killed %s at %.0f %%%n", name, status.progress() * 100);
                out.flush();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
