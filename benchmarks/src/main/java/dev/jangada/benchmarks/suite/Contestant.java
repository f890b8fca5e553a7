package dev.jangada.benchmarks.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One way to do the work. */
interface Contestant extends AutoCloseable {
    /** How tables call it. */
    String name();

    /** What is to be started to do the work once; empty if this one has no way to do it. */
    Optional<List<String>> command(Workload workload, Path input, Path output);

    @Override
    default void close() throws Exception {}
}
