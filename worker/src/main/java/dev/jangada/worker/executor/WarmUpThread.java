package dev.jangada.worker.executor;

import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.warm.WarmUp;
import dev.jangada.worker.local.Trees;
import java.io.IOException;
import java.nio.file.Path;

/** Warms up the JVM of an executor until it has something to do. */
final class WarmUpThread {
    private static volatile boolean stopped;

    private WarmUpThread() {}

    /** Begins; files lie in a directory that exists. */
    static void start(Path directory) {
        Thread thread = new Thread(
                () -> {
                    try {
                        WarmUp.run(directory, () -> !stopped);
                        Trees.delete(directory);
                    } catch (IOException | TaskException | RuntimeException e) {
                        System.err.println("warming up failed, which costs time and nothing else: " + e);
                    }
                },
                "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends it soon. */
    static void stop() {
        stopped = true;
    }
}
