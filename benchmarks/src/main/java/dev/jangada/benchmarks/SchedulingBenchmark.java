package dev.jangada.benchmarks;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs jobs of tasks that do nothing through three masters with synced logs. */
@Command(name = "scheduling", description = "No-op tasks a second, end to end from submit to success.")
final class SchedulingBenchmark implements Callable<Integer> {
    @Option(names = "--tasks", defaultValue = "10000", description = "Tasks a job (${DEFAULT-VALUE}).")
    private int tasks;

    @Option(names = "--jobs", defaultValue = "5", description = "Jobs, one after the other (${DEFAULT-VALUE}).")
    private int jobs;

    @Option(names = "--dir", description = "Where the cluster lives; a temporary directory by default.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path at = directory != null ? directory : Files.createTempDirectory("jangada-scheduling");
        PrintWriter out = spec.commandLine().getOut();
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
                out.flush();
            }
        }
        Summary summary = Summary.of(rates);
        out.printf(
                "tasks/s: median %.0f, minimum %.0f, maximum %.0f over %d jobs of %d tasks%n",
                summary.median(), summary.minimum(), summary.maximum(), jobs, tasks);
        out.flush();
        return 0;
    }
}
