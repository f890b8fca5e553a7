package dev.jangada.engine.task;

import dev.jangada.storage.StorageException;
import java.io.IOException;

/** Reading or writing failed: the storage, or the worker's own disk. */
public final class TaskIoException extends TaskException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /** Takes over the message of a storage failure; of others it says that the work directory is concerned. */
    public TaskIoException(IOException cause) {
        super(describe(cause), cause);
        this.retryable = !(cause instanceof StorageException storage) || storage.retryable();
    }

    private static String describe(IOException cause) {
        return cause instanceof StorageException
                ? String.valueOf(cause.getMessage())
                : "the worker's disk failed a task: " + cause;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }
}
