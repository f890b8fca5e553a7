package dev.jangada.benchmarks.suite;

import java.io.File;
import java.nio.file.Path;

/**
 * What is started.
 *
 * @param launcher Jangada's command line
 * @param jobsJar the jar with the jobs of {@code dev.jangada.benchmarks.jobs}
 * @param peers where the jars of the others are
 */
public record Programs(String launcher, Path jobsJar, Path peers) {
    /** The Java that runs this, for the others. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    String peersClassPath() {
        return peers.resolve("lib") + File.separator + "*" + File.pathSeparator
                + peers.resolve("jangada-peers-0.1.0-SNAPSHOT.jar");
    }
}
