package dev.jangada.benchmarks.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Spark in local mode, with the options that Spark's own launcher gives to Java 17. */
final class SparkContestant implements Contestant {
    private static final String HEAP = "-Xmx6g";

    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.base/sun.nio.cs",
            "java.base/sun.security.action",
            "java.base/sun.util.calendar");

    private final Programs programs;

    SparkContestant(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String name() {
        return "Spark 4.1.0 local[*]";
    }

    @Override
    public Optional<List<String>> command(Workload workload, Path input, Path output) {
        List<String> command = new ArrayList<>(List.of(Programs.java(), HEAP, "-XX:+UseParallelGC"));
        OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", programs.peersClassPath(), "dev.jangada.peers.SparkJobs"));
        command.add(
                switch (workload) {
                    case WORD_COUNT_STRINGS, WORD_COUNT_VIEWS -> "wordcount";
                    case SORT -> "sort";
                    case GREP -> "grep";
                    case INDEX -> "index";
                });
        command.addAll(List.of(input.toString(), output.toString(), Inputs.rareWord()));
        return Optional.of(command);
    }
}
