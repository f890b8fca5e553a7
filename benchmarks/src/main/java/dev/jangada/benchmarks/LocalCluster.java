package dev.jangada.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster of processes on this machine, driven through the command line as a user would. */
public final class LocalCluster implements AutoCloseable {
    private final String launcher;
    private final Path directory;
    private final String masters;

    private LocalCluster(String launcher, Path directory, String masters) {
        this.launcher = launcher;
        this.directory = directory;
        this.masters = masters;
    }

    /** Starts 3 masters and, unless the options of {@code cluster start} say otherwise, 2 workers. */
    public static LocalCluster start(Path directory, List<String> options) throws IOException, InterruptedException {
        String launcher = System.getProperty("jangada.launcher", "bin/jangada");
        List<String> arguments =
                new ArrayList<>(List.of("cluster", "start", "--dir", directory.toString(), "--masters", "3"));
        if (!options.contains("--workers")) {
            arguments.addAll(List.of("--workers", "2"));
        }
        arguments.addAll(options);
        return new LocalCluster(launcher, directory, run(launcher, arguments).strip());
    }

    /** What {@code --masters} takes. */
    public String masters() {
        return masters;
    }

    /** The process of a member, such as {@code m1}. */
    ProcessHandle process(String name) throws IOException {
        // "PID START-TIME", as "jangada cluster start" writes it.
        String pid = Files.readString(directory.resolve("pids").resolve(name + ".pid"))
                .split(" ", 2)[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> new IOException(name + " does not run"));
    }

    /** Starts a process again that was killed. */
    void restart(String name) throws IOException, InterruptedException {
        run(launcher, List.of("cluster", "restart", name, "--dir", directory.toString()));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(launcher, List.of("cluster", "stop", "--dir", directory.toString()));
    }

    private static String run(String launcher, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with code " + code);
        }
        return output;
    }
}
