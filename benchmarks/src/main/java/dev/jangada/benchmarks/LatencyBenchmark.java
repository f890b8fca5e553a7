package dev.jangada.benchmarks;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long the smallest jobs take on a warm cluster, from submit to result, one after the other. */
final class LatencyBenchmark {
    private static final int WARM_UP = 100;

    private final Path at;
    private final PrintWriter out;

    LatencyBenchmark(Path at, PrintWriter out) {
        this.at = at;
        this.out = out;
    }

    void run(int jobs) throws Exception {
        Path input = at.resolve("tiny.txt");
        Files.writeString(input, "a tiny text\n");
        try (LocalCluster cluster = LocalCluster.start(at.resolve("cluster"), List.of());
                Jangada jangada = Jangada.connect(cluster.masters())) {
            out.printf(
                    "%d cores, Java %s, 3 masters and 2 workers as processes, %d jobs after %d that do not count%n",
                    Runtime.getRuntime().availableProcessors(), Runtime.version(), jobs, WARM_UP);
            measure(
                    jangada,
                    "one task that does nothing",
                    jobs,
                    number -> Job.builtIn("noop").arg("tasks", "1"));
            measure(
                    jangada,
                    "word count of one line, written",
                    jobs,
                    number -> Job.builtIn("wordcount")
                            .input(input)
                            .output(at.resolve("out-" + number))
                            .reducers(1));
        }
    }

    private interface JobOfNumber {
        Job job(int number);
    }

    private void measure(Jangada jangada, String title, int jobs, JobOfNumber maker) {
        List<Double> millis = new ArrayList<>();
        for (int number = -WARM_UP; number < jobs; number++) {
            Job job = maker.job(number);
            long begin = System.nanoTime();
            jangada.run(job);
            if (number >= 0) {
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        Collections.sort(millis);
        out.printf(
                Locale.ROOT,
                "%s: p50 %.1f ms, p95 %.1f ms, max %.1f ms%n",
                title,
                millis.get(millis.size() / 2),
                millis.get(millis.size() * 95 / 100),
                millis.get(millis.size() - 1));
    }
}
