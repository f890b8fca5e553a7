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
import java.util.stream.Stream;

/** Runs a word count twice on a cluster, the second time killing the leader and a worker, and compares the outputs. */
final class DisturbedRun {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double LEADER_AT = 0.3;
    private static final double WORKER_AT = 0.6;

    private final Path at;
    private final PrintWriter out;

    DisturbedRun(Path at, PrintWriter out) {
        this.at = at;
        this.out = out;
    }

    /** Whether both outputs are equal. */
    boolean run(Path input) throws Exception {
        Path calm = at.resolve("calm");
        Path disturbed = at.resolve("disturbed");
        try (LocalCluster cluster = LocalCluster.start(at.resolve("cluster"), List.of());
                Jangada jangada = Jangada.connect(cluster.masters())) {
            JobStatus peace = jangada.run(wordCount(input, calm));
            out.printf("left in peace: %s%n", peace.state());
            JobHandle job = jangada.submit(wordCount(input, disturbed));
            Disturber disturber = new Disturber(cluster, jangada);
            JobStatus status = job.watch(disturber::look, PATIENCE);
            out.printf("disturbed: %s%n", status.state());
            job.explain().findings().forEach(finding -> out.println("  " + finding));
        }
        return isSame(calm, disturbed);
    }

    private static Job wordCount(Path input, Path output) {
        return Job.builtIn("wordcount").input(input).output(output).reducers(4).overwrite();
    }

    private boolean isSame(Path calm, Path disturbed) throws IOException {
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
        return different == 0;
    }

    /** Kills at the right moments. Used by the thread that watches the job. */
    private final class Disturber {
        private final LocalCluster cluster;
        private final Jangada jangada;
        private boolean leaderKilled;
        private boolean workerKilled;

        Disturber(LocalCluster cluster, Jangada jangada) {
            this.cluster = cluster;
            this.jangada = jangada;
        }

        void look(JobStatus status) {
            if (!leaderKilled && status.progress() >= LEADER_AT) {
                leaderKilled = true;
                String leader = jangada.masters().leader().orElseThrow().id();
                kill(leader, status);
            } else if (!workerKilled && status.progress() >= WORKER_AT) {
                workerKilled = true;
                kill("w1", status);
            }
        }

        private void kill(String name, JobStatus status) {
            try {
                cluster.process(name).destroyForcibly();
                out.printf("killed %s at %.0f %%%n", name, status.progress() * 100);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
