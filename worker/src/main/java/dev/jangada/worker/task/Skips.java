package dev.jangada.worker.task;

import dev.jangada.engine.task.SkipMode;
import dev.jangada.protocol.v1.Assignment;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The skip mode of one attempt: what its assignment says to leave out, and its mark if the job may skip anything. */
final class Skips implements Closeable {

    private final Assignment assignment;
    private final @Nullable RecordMark mark;

    private Skips(Assignment assignment, @Nullable RecordMark mark) {
        this.assignment = assignment;
        this.mark = mark;
    }

    static Skips of(JobRuntime job, Assignment assignment) throws IOException {
        boolean mayEverSkip = job.request().getOptions().getSkippableRecords() > 0;
        return new Skips(
                assignment, mayEverSkip ? RecordMark.create(job.directory().mark(assignment.getAttempt())) : null);
    }

    SkipMode mode() {
        return mark == null ? SkipMode.OFF : new SkipMode(Set.copyOf(assignment.getSkipList()), mark);
    }

    @Override
    public void close() throws IOException {
        if (mark != null) {
            mark.close();
        }
    }
}
