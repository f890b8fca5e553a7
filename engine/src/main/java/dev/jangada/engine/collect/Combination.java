package dev.jangada.engine.collect;

import dev.jangada.engine.run.RecordCursor;
import dev.jangada.engine.run.RunWriter;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;

/** What becomes of sorted records on their way into a run file: nothing, or fewer of them. */
public interface Combination {

    /** Takes all records of a cursor that has not been advanced yet, and appends what they come to. */
    void copy(RecordCursor sorted, RunWriter out) throws IOException, TaskException;

    /** Whether records go through unchanged. */
    default boolean isIdentity() {
        return false;
    }
}
