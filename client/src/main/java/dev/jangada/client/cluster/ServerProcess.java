package dev.jangada.client.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One named process of a local cluster, known by a file with its process id and a mark of when it started: a number alone
 * may belong to somebody else by now.
 */
final class ServerProcess {
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT_ID = PROC.resolve("sys/kernel/random/boot_id");
    /** Of those that follow the name in {@code /proc/PID/stat}; see proc(5). */
    private static final int START_TICKS_FIELD = 19;

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);
    private static final long POLL_MILLIS = 20;
    private static final int TAIL_BYTES = 4_000;

    private final String name;
    private final Path pidFile;
    private final Path log;
    private final Path home;

    ServerProcess(Path clusterDirectory, String name) {
        this.name = name;
        this.home = clusterDirectory.resolve("nodes").resolve(name);
        this.pidFile = clusterDirectory.resolve("pids").resolve(name + ".pid");
        this.log = clusterDirectory.resolve("logs").resolve(name + ".log");
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    /**
     * The running process: the one that was started here, or one that somebody started again on the same directory after
     * that had ended. Empty if it was not started, has ended, or its number now belongs to another.
     */
    Optional<ProcessHandle> running() {
        try {
            String[] fields = Files.readString(pidFile).strip().split(" ");
            long pid = Long.parseLong(fields[0]);
            String start = fields[1];
            return ProcessHandle.of(pid)
                    .filter(ServerProcess::isAlive)
                    .filter(process -> startOf(process).equals(start))
                    .or(this::startedAgainByOthers);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new LocalClusterException(
                    pidFile + " cannot be read: see whether " + name + " runs, end it, and remove the file", e);
        }
    }

    private Optional<ProcessHandle> startedAgainByOthers() {
        return ProcessHandle.allProcesses()
                .filter(process -> isOnDirectory(process, home))
                .findFirst();
    }

    private static boolean isOnDirectory(ProcessHandle process, Path home) {
        try {
            List<String> words = List.of(
                    Files.readString(PROC.resolve(process.pid() + "/cmdline")).split("\0"));
            int option = words.indexOf("--directory");
            return option >= 0
                    && option + 1 < words.size()
                    && words.get(option + 1).equals(home.toString());
        } catch (IOException | RuntimeException e) {
            return false; // not Linux, it has just gone, or it belongs to another user
        }
    }

    /**
     * When it started, the same whenever it is asked: on Linux in ticks since the boot of this kernel, because the time of
     * day at which it started moves when the clock is set.
     */
    private static String startOf(ProcessHandle process) {
        try {
            String stat = Files.readString(PROC.resolve(process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[START_TICKS_FIELD] + "@" + Files.readString(BOOT_ID).strip();
        } catch (IOException | RuntimeException e) { // not Linux, or it has just gone
            return process.info().startInstant().map(Instant::toString).orElse("unknown");
        }
    }

    /** Starts the process, away from this terminal, with its output appended to its log. */
    void start(List<String> command, Map<String, String> environment) {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            line.add(SETSID.toString()); // a session of its own: Ctrl-C and a closed terminal are not for it
        }
        line.addAll(command);
        try {
            Files.createDirectories(pidFile.getParent());
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(line);
            builder.environment().putAll(environment);
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            // At once or not at all, as others look while this is written.
            Path draft = pidFile.resolveSibling(pidFile.getFileName() + ".new");
            Files.writeString(draft, process.pid() + " " + startOf(process.toHandle()) + "\n");
            Files.move(draft, pidFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalClusterException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Asks the process to end, and makes it end when it has not done so in time. Returns whether it had to. */
    static boolean stop(ProcessHandle process, Duration patience) {
        process.destroy();
        if (hasEnded(process, patience)) {
            return false;
        }
        kill(process);
        return true;
    }

    /**
     * Asks the process to end, and again until it does so at once; makes it end when it has not done so in time. Returns
     * whether it had to.
     */
    static boolean stopAtOnce(ProcessHandle process, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            process.destroy();
            if (hasEnded(process, ASK_AGAIN)) {
                return false;
            }
        } while (System.nanoTime() < deadline);
        kill(process);
        return true;
    }

    /** Ends the process with no chance to do anything about it (SIGKILL), and waits until it is gone. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        hasEnded(process, Duration.ofSeconds(10));
    }

    private static boolean hasEnded(ProcessHandle process, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (isAlive(process)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A process that has ended keeps its number until its parent asks for its exit code, which init may do late. */
    private static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(PROC.resolve(process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException | RuntimeException e) {
            return process.isAlive(); // not Linux, or it has just gone
        }
    }

    /** The last lines of its log, without stack traces. */
    List<String> logTail(int lines) {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = Math.max(0, all.length - TAIL_BYTES);
            List<String> tail = new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.strip().startsWith("at ") && !line.isBlank())
                    .toList();
            return tail.subList(Math.max(0, tail.size() - lines), tail.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
