package dev.jangada.worker.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * The processes that user code of one child has started, and their children: they inherit a variable of its environment,
 * by which they are found whoever their parent is by now. Only on Linux; elsewhere nothing is found.
 */
final class Offspring {

    /** The variable. */
    static final String VARIABLE = "JANGADA_EXECUTOR";

    private static final Path PROCESSES = Path.of("/proc");
    /** Rounds, for what is started while others are ended. */
    private static final int ROUNDS = 5;

    private final String mark;

    private Offspring(String mark) {
        this.mark = mark;
    }

    /** Those of a child that is about to be started. */
    static Offspring ofNewChild() {
        return new Offspring(UUID.randomUUID().toString());
    }

    /** Those of this process, which is a child. */
    static Offspring ofThisProcess() {
        return new Offspring(System.getenv().getOrDefault(VARIABLE, "of no child"));
    }

    /** Marks a child that is about to be started. */
    void mark(Map<String, String> environment) {
        environment.put(VARIABLE, mark);
    }

    /** Ends all that bears the mark, but this process. */
    void end() {
        int round = 0;
        while (endThoseAlive() && round < ROUNDS) {
            round++;
        }
    }

    private boolean endThoseAlive() {
        boolean found = false;
        byte[] entry = (VARIABLE + "=" + mark).getBytes(StandardCharsets.US_ASCII);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (bears(process, entry)) {
                    found |= end(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // no /proc
        }
        return found;
    }

    private static boolean bears(Path process, byte[] entry) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(process.resolve("environ"));
        } catch (IOException e) {
            return false; // it has ended, or is of another user
        }
        return new String(environment, StandardCharsets.ISO_8859_1)
                .contains(new String(entry, StandardCharsets.ISO_8859_1));
    }

    private static boolean end(long pid) {
        return ProcessHandle.of(pid)
                .filter(process -> !process.equals(ProcessHandle.current()))
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }
}
