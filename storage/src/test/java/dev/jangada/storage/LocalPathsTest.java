package dev.jangada.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class LocalPathsTest {
    @Test
    void fullDiskAsksForSpaceWhateverElseMightHelp() {
        IOException full = new FileSystemException("/data/.out~new-1", null, "No space left on device");
        assertThat(LocalPaths.failure("Cannot create the output /data/out", full, "choose another"))
                .hasMessage("Cannot create the output /data/out: No space left on device; free some space there.")
                .returns(true, StorageException::retryable);
    }

    @Test
    void otherTroubleAsksForWhatTheCallerKnows() {
        IOException broken = new FileSystemException("/data/.out~new-1", null, "Input/output error");
        assertThat(LocalPaths.failure("Cannot create the output /data/out", broken, "choose another"))
                .hasMessage("Cannot create the output /data/out: Input/output error; choose another.");
    }
}
