package dev.jangada.engine.run;

import dev.jangada.engine.task.TaskException;
import java.io.IOException;

/** Counts the records that pass. */
public final class CountingCursor extends RecordCursor {

    private final RecordCursor source;
    private long records;
    private long passedBytes;

    /** Counts the records of a cursor that has not been advanced yet. */
    public CountingCursor(RecordCursor source) {
        this.source = source;
    }

    @Override
    public boolean advance() throws IOException, TaskException {
        if (!source.advance()) {
            return false;
        }
        showSameAs(source);
        records++;
        passedBytes += 2L + keyLength + valueLength;
        return true;
    }

    /** How many records have passed. */
    public long records() {
        return records;
    }

    /** About how many bytes of a segment they took. */
    public long passedBytes() {
        return passedBytes;
    }
}
