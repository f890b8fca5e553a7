package dev.jangada.benchmarks.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jangada's command line: on a cluster of processes that runs already, or, without masters, all in one process. */
final class JangadaContestant implements Contestant {
    private final String name;
    private final Programs programs;
    private final Optional<String> masters;

    JangadaContestant(String name, Programs programs, Optional<String> masters) {
        this.name = name;
        this.programs = programs;
        this.masters = masters;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<List<String>> command(Workload workload, Path input, Path output) {
        List<String> command = new ArrayList<>(List.of(programs.launcher(), "run"));
        command.addAll(
                switch (workload) {
                    case WORD_COUNT_STRINGS -> own("StringWordCount");
                    case WORD_COUNT_VIEWS -> List.of("wordcount");
                    case SORT -> List.of("sort", "--arg", "record=100", "--arg", "key=10");
                    case GREP -> List.of("grep", "--arg", "pattern=" + Inputs.rareWord());
                    case INDEX -> own("DocumentIndex");
                });
        command.addAll(List.of(input.toString(), "--output", output.toString()));
        masters.ifPresent(addresses -> command.addAll(List.of("--masters", addresses)));
        return Optional.of(command);
    }

    private List<String> own(String job) {
        return List.of("--jar", programs.jobsJar().toString(), "--class", "dev.jangada.benchmarks.jobs." + job);
    }
}
