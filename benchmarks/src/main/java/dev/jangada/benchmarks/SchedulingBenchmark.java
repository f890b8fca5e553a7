package dev.jangada.benchmarks;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs jobs of tasks that do nothing through three masters with synced logs. */
final class SchedulingBenchmark {
    private final Path at;
    private final PrintWriter out;

    SchedulingBenchmark(Path at, PrintWriter out) {
        this.at = at;
        this.out = out;
    }

    void run(int tasks, int jobs) throws Exception {
        out.printf(
                "%d cores, Java %s, 3 masters and 2 workers as processes, in-process executors, under %s%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), at);
        List<Double> rates = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(at, List.of("--executor", "in-process"));
                Jangada jangada = Jangada.connect(cluster.masters())) {
            for (int job = 1; job <= jobs; job++) {
                long begin = System.nanoTime();
                JobStatus status = jangada.run(Job.builtIn("noop").arg("tasks", String.valueOf(tasks)));
                double seconds = (System.nanoTime() - begin) / 1e9;
                rates.add(tasks / seconds);
                out.printf(
                        "job %d (%s): %d tasks in %.2f s = %.0f tasks/s%n",
                        job, status.id(), tasks, seconds, tasks / seconds);
            }
        }
        Summary summary = Summary.of(rates);
        out.printf(
                "tasks/s: median %.0f, minimum %.0f, maximum %.0f over %d jobs of %d tasks%n",
                summary.median(), summary.minimum(), summary.maximum(), jobs, tasks);
    }
}
