package dev.jangada.benchmarks.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hadoop's own example jobs under its local runner, with a thread a core for maps and for reduces. */
final class HadoopContestant implements Contestant {
    private static final String HEAP = "-Xmx6g";

    private final Programs programs;
    private final int cores = Runtime.getRuntime().availableProcessors();

    HadoopContestant(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String name() {
        return "Hadoop 3.4.2 local runner";
    }

    @Override
    public Optional<List<String>> command(Workload workload, Path input, Path output) {
        String example = switch (workload) {
            case WORD_COUNT_STRINGS -> "wordcount";
            case SORT -> "terasort";
            case WORD_COUNT_VIEWS, GREP, INDEX -> "";
        };
        if (example.isEmpty()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of(Programs.java(), HEAP, "-XX:+UseParallelGC"));
        command.addAll(List.of("-cp", programs.peersClassPath(), "org.apache.hadoop.examples.ExampleDriver", example));
        command.addAll(List.of(
                "-Dmapreduce.framework.name=local",
                "-Dmapreduce.local.map.tasks.maximum=" + cores,
                "-Dmapreduce.local.reduce.tasks.maximum=" + cores,
                "-Dmapreduce.job.reduces=" + cores,
                "-Dhadoop.tmp.dir=" + output.resolveSibling("hadoop-tmp")));
        command.addAll(List.of(input.toString(), output.toString()));
        return Optional.of(command);
    }
}
