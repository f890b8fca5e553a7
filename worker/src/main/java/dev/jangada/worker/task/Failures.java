package dev.jangada.worker.task;

import dev.jangada.api.JobDefinitionException;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.storage.StorageException;
import dev.jangada.worker.artifact.ArtifactException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a thrown exception means for the attempt: whose fault it is, in one sentence. */
final class Failures {

    private static final int DEEPEST = 20;

    private Failures() {}

    /**
     * A failure in the making.
     *
     * @param kind whose fault it is
     * @param message the sentence
     */
    record Verdict(FailureKind kind, String message) {}

    static Verdict judge(Throwable thrown, TaskSite site) {
        String newerJava = JobLoader.newerJava(thrown);
        if (newerJava != null) {
            return new Verdict(FailureKind.PERMANENT, newerJava);
        }
        if (thrown instanceof JobDefinitionException) {
            return new Verdict(FailureKind.PERMANENT, message(thrown));
        }
        if (thrown instanceof UserCodeException) {
            return new Verdict(FailureKind.USER_CODE, message(thrown));
        }
        if (thrown instanceof ArtifactException) {
            return new Verdict(FailureKind.ENVIRONMENT, message(thrown));
        }
        String disk = trouble(thrown, site);
        if (disk != null) {
            return new Verdict(FailureKind.ENVIRONMENT, disk);
        }
        if (thrown instanceof StorageException storage) {
            return new Verdict(storage.retryable() ? FailureKind.ENVIRONMENT : FailureKind.PERMANENT, message(thrown));
        }
        if (thrown instanceof TaskException task) {
            return new Verdict(task.retryable() ? FailureKind.ENVIRONMENT : FailureKind.PERMANENT, message(thrown));
        }
        if (thrown instanceof IOException) {
            return new Verdict(FailureKind.ENVIRONMENT, "the worker's disk or network failed: " + thrown);
        }
        if (thrown instanceof StackOverflowError || thrown instanceof LinkageError) {
            return new Verdict(FailureKind.USER_CODE, "user code failed: " + thrown);
        }
        return new Verdict(FailureKind.ENVIRONMENT, "the worker failed in a way that it should not: " + thrown);
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }

    /** What is wrong with the worker's own disk; null if nothing is said of that. Storage names what it fails at itself. */
    private static @Nullable String trouble(Throwable thrown, TaskSite site) {
        String worker = site.worker().getWorker();
        if (isSaid(thrown, "no space left") || isSaid(thrown, "quota exceeded")) {
            return "the disk of worker " + worker + " is full (" + site.directory()
                    + "): free some space there, or give the worker a larger disk";
        }
        if (isSaid(thrown, "read-only file system")) {
            return "the disk of worker " + worker + " is read-only (" + site.directory()
                    + "): check the disk and mount it writable, or stop the worker";
        }
        return null;
    }

    private static boolean isSaid(Throwable thrown, String words) {
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
            String message = t.getMessage();
            if (t instanceof StorageException) {
                return false;
            }
            if (t instanceof IOException
                    && message != null
                    && message.toLowerCase(Locale.ROOT).contains(words)) {
                return true;
            }
        }
        return false;
    }

    /** The error that says that the heap is exhausted, anywhere among the causes. */
    static @Nullable OutOfMemoryError outOfMemory(Throwable thrown) {
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
            if (t instanceof OutOfMemoryError error) {
                return error;
            }
        }
        return null;
    }
}
