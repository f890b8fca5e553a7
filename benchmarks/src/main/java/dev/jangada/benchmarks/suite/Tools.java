package dev.jangada.benchmarks.suite;

import java.io.File;
import java.nio.file.Path;

/**
 * What the contestants are started with.
 *
 * @param launcher Jangada's command line
 * @param jobsJar the jar with the jobs of {@code dev.jangada.benchmarks.jobs}
 * @param peers the directory with the jars of the others
 * @param rareWord a word that few lines of the text have
 */
record Tools(String launcher, Path jobsJar, Path peers, String rareWord) {
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    String peersClassPath() {
        return peers.resolve("lib") + File.separator + "*" + File.pathSeparator
                + peers.resolve("jangada-peers-0.1.0-SNAPSHOT.jar");
    }
}
