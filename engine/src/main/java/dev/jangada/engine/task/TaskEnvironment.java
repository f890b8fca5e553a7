package dev.jangada.engine.task;

import dev.jangada.storage.OutputArea;
import dev.jangada.storage.Storage;
import java.nio.file.Path;

/**
 * What a worker lends to a task attempt.
 *
 * @param workDirectory an existing directory for this attempt alone; run files end up here
 * @param memoryBytes about how much heap the attempt's buffers may take; at least {@value #LEAST_MEMORY} are used
 * @param storage where the input is read
 * @param output where parts are written
 * @param progress told how far the attempt is
 * @param cancellation asked whether to go on
 * @param skipMode which records to leave out
 */
public record TaskEnvironment(
        Path workDirectory,
        long memoryBytes,
        Storage storage,
        OutputArea output,
        ProgressSink progress,
        CancellationCheck cancellation,
        SkipMode skipMode) {

    /** The least memory that a task works with, whatever its budget. */
    public static final long LEAST_MEMORY = 64 << 10;

    /** Leaves out no record. */
    public TaskEnvironment(
            Path workDirectory,
            long memoryBytes,
            Storage storage,
            OutputArea output,
            ProgressSink progress,
            CancellationCheck cancellation) {
        this(workDirectory, memoryBytes, storage, output, progress, cancellation, SkipMode.OFF);
    }
}
