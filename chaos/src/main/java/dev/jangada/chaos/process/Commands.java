package dev.jangada.chaos.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the system that faults need. */
final class Commands {
    private static final int PATIENCE_SECONDS = 60;

    private Commands() {}

    /** Runs one; fails with what it printed. */
    static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(List.of(command) + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + List.of(command), e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(List.of(command) + " ended with " + process.exitValue() + ": " + said);
        }
    }

    /** Those that are not on the path, for people; empty if all are there. */
    static Optional<String> missing(String... names) {
        List<String> missing =
                Arrays.stream(names).filter(name -> !isThere(name)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("there is no command " + String.join(", ", missing) + " here");
    }

    private static boolean isThere(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** Why this process may not do what only root may; empty if it is root. */
    static Optional<String> notRoot() {
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("it needs root, to mount file systems");
    }
}
