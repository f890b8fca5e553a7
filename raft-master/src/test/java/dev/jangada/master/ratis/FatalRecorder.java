package dev.jangada.master.ratis;

import dev.jangada.master.replication.Fatal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what would have ended the process. */
final class FatalRecorder implements Fatal {
    private final List<String> ends = new CopyOnWriteArrayList<>();

    @Override
    public void end(int exitCode, String message, @Nullable Throwable cause) {
        ends.add(exitCode + " " + message);
    }

    List<String> ends() {
        return ends;
    }
}
