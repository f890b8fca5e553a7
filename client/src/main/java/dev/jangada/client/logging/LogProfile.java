package dev.jangada.client.logging;

import java.util.List;
import java.util.Set;

/** How much this process logs, and where. */
public enum LogProfile {
    /** Warnings of ours and errors of others, on standard error. */
    QUIET,
    /** What we do and warnings of others, on standard error. */
    VERBOSE,
    /** One line per event on standard output. */
    SERVER;

    private static final Set<String> SERVERS = Set.of("master", "worker", "console");

    private static volatile LogProfile chosen = QUIET;

    /** Chooses by the command line, before the first logger is made. */
    public static void chooseFor(String... arguments) {
        List<String> words = List.of(arguments);
        if (!words.isEmpty() && SERVERS.contains(words.get(0))) {
            chosen = SERVER;
        } else {
            chosen = words.contains("--verbose") ? VERBOSE : QUIET;
        }
        PlatformLogging.install();
    }

    /** Whether this process is a server. */
    public static boolean isServer() {
        return chosen == SERVER;
    }

    static LogProfile chosen() {
        return chosen;
    }
}
