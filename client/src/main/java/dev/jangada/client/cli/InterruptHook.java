package dev.jangada.client.cli;

/**
 * Something to do when the process is told to end (Ctrl-C, SIGTERM) before this is closed. It runs beside whatever the
 * command was doing, which says nothing any more.
 */
final class InterruptHook implements AutoCloseable {
    private static volatile boolean ending;

    private final Thread hook;

    InterruptHook(Runnable action) {
        hook = new Thread(
                () -> {
                    markEnding();
                    action.run();
                },
                "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says that the process is ending from outside, for those who have a hook of their own. */
    static void markEnding() {
        ending = true;
    }

    /** Whether the process is ending from outside: what fails now fails because of that. */
    static boolean isEnding() {
        return ending;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, or has run.
        }
    }
}
