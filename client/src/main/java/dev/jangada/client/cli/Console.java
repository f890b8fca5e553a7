package dev.jangada.client.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command talks to.
 *
 * @param out for results
 * @param err for progress and messages
 * @param environment the environment variables
 * @param interactive whether a person watches {@code err} on a terminal
 * @param width columns of that terminal
 * @param ofOwnProcess whether the process ends with the command
 */
public record Console(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean interactive,
        int width,
        boolean ofOwnProcess) {
    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;

    /** The streams and the environment of this process. */
    public static Console ofProcess() {
        return new Console(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                errIsTerminal(),
                widthFrom(System.getenv("COLUMNS")),
                true);
    }

    /** Says something to the person, one sentence. */
    public void say(String sentence) {
        err.println("jangada: " + sentence);
        err.flush();
    }

    /** One of the streams, for those who want a writer. */
    public static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** UTF-8 whatever the platform's default: names of files and jobs are shown as they are. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
    }

    /** Java has no isatty for one stream, and before 22 none that tells stderr from stdout. Linux does. */
    private static boolean errIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // not Linux: plain lines suit everything
        }
    }

    private static int widthFrom(@org.jspecify.annotations.Nullable String columns) {
        try {
            return columns == null ? USUAL_WIDTH : Math.max(LEAST_WIDTH, Integer.parseInt(columns));
        } catch (NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }
}
