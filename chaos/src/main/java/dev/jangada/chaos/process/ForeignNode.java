package dev.jangada.chaos.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that somebody else started: found by the words of its command line, and started again as {@code /proc} says
 * that it was started.
 *
 * @param id the node's id
 * @param pid its process
 * @param command its command line
 * @param environment its variables, each NAME=VALUE
 * @param directory where it was started
 * @param output where its output goes
 */
record ForeignNode(String id, long pid, List<String> command, List<String> environment, Path directory, Path output) {
    private static final Path PROC = Path.of("/proc");
    private static final long PATIENCE_SECONDS = 20;

    /** The process on this machine that is this master or worker of Jangada, if there is exactly one. */
    static Optional<ForeignNode> find(String role, String id) {
        List<ForeignNode> found = ProcessHandle.allProcesses()
                .map(process -> read(role, id, process.pid()))
                .flatMap(Optional::stream)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static Optional<ForeignNode> read(String role, String id, long pid) {
        Path proc = PROC.resolve(String.valueOf(pid));
        try {
            List<String> command = words(proc.resolve("cmdline"));
            int at = command.indexOf("--id");
            boolean isIt = at >= 0
                    && at + 1 < command.size()
                    && command.get(at + 1).equals(id)
                    && command.contains(role)
                    && command.stream().anyMatch(word -> word.contains("jangada"));
            if (!isIt) {
                return Optional.empty();
            }
            return Optional.of(new ForeignNode(
                    id,
                    pid,
                    command,
                    words(proc.resolve("environ")),
                    Files.readSymbolicLink(proc.resolve("cwd")),
                    Files.readSymbolicLink(proc.resolve("fd").resolve("1"))));
        } catch (IOException e) {
            return Optional.empty(); // it has ended, or belongs to somebody else
        }
    }

    private static List<String> words(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0"));
    }

    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    void kill() {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            try {
                process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException(id + " (process " + pid + ") does not end after SIGKILL", e);
            }
        });
    }

    /** Starts it again, unless a supervisor has done so within a grace. */
    void startAgain(String role, Duration grace) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(grace.toMillis());
        if (find(role, id).isPresent()) {
            return;
        }
        // what founds a cluster may be done only once
        List<String> again = new ArrayList<>(command);
        again.remove("--bootstrap");
        ProcessBuilder builder =
                new ProcessBuilder(again).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        builder.redirectOutput(
                Files.isRegularFile(output)
                        ? ProcessBuilder.Redirect.appendTo(output.toFile())
                        : ProcessBuilder.Redirect.DISCARD);
        Process started = builder.start();
        started.getOutputStream().close();
    }
}
