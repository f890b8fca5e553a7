package dev.jangada.engine.input;

import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.user.Place;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the records that belong to a split, in input order. Owned by one thread. */
public abstract class RecordReader implements Place, Closeable {

    /** Moves to the next record; returns false at the end. */
    public abstract boolean next() throws IOException, TaskException;

    /** The record: a view, a document or a number, as the source of the job gives them; valid until the next one. */
    public abstract Object record();

    /** How many input bytes the records so far had, with their line ends. */
    public abstract long bytesRead();

    @Override
    public @Nullable String fileOrNull() {
        return null;
    }

    @Override
    public long lineNumber() {
        return 0;
    }

    @Override
    public void close() throws IOException {}
}
