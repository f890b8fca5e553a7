package dev.jangada.worker.task;

import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.local.LogDirectory;
import java.nio.file.Path;

/**
 * Where attempts run.
 *
 * @param worker the worker in its present epoch
 * @param machine the name of the machine, as workers compare it
 * @param directory the worker's directory
 * @param slots how many attempts run at once
 * @param attemptMemoryBytes about how much heap the buffers of an attempt may take
 */
public record TaskSite(WorkerToken worker, String machine, Path directory, int slots, long attemptMemoryBytes) {

    /** Where attempts log. */
    public LogDirectory logs() {
        return new LogDirectory(directory.resolve("logs"));
    }
}
