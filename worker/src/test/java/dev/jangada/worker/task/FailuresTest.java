package dev.jangada.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.engine.task.TaskIoException;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final TaskSite SITE =
            new TaskSite(WorkerToken.newBuilder().setWorker("w1").build(), "here", Path.of("/var/lib/w1"), 1, 1 << 20);

    @Test
    void aFullDiskIsNamedWithItsWorkerAndTheRemedy() {
        assertThat(Failures.judge(new IOException("No space left on device"), SITE))
                .isEqualTo(new Failures.Verdict(
                        FailureKind.ENVIRONMENT,
                        "the disk of worker w1 is full (/var/lib/w1): free some space there, or give the worker a"
                                + " larger disk"));
    }

    @Test
    void aFullDiskOfTheOutputIsNotTakenForTheWorkers() {
        String sentence = "Cannot write /out/part: No space left on device; free some space there.";
        IOException full = StorageException.passing(sentence, new IOException("No space left on device"));
        assertThat(Failures.judge(new TaskIoException(full), SITE))
                .isEqualTo(new Failures.Verdict(FailureKind.ENVIRONMENT, sentence));
    }

    @Test
    void aReadOnlyDiskIsNamedWithItsWorkerAndTheRemedy() {
        IOException deep = new FileSystemException("/var/lib/w1/x", null, "Read-only file system");
        assertThat(Failures.judge(new UncheckedIOException(deep), SITE))
                .isEqualTo(new Failures.Verdict(
                        FailureKind.ENVIRONMENT,
                        "the disk of worker w1 is read-only (/var/lib/w1): check the disk and mount it writable, or"
                                + " stop the worker"));
    }
}
