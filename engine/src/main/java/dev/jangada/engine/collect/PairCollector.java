package dev.jangada.engine.collect;

import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.user.PairEmitter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Takes the encoded pairs of a map task and makes one run file of them. Owned by one thread. */
public interface PairCollector extends PairEmitter.PairTaker, Closeable {

    /** Ends collecting. */
    RunFile finish(Path target) throws IOException, TaskException;

    /** Removes files that are left when the task failed. */
    @Override
    void close() throws IOException;
}
