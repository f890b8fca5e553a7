package dev.jangada.worker.local;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one job's files lie on a worker, in one epoch.
 *
 * @param path the directory
 */
public record JobDirectory(Path path) {

    /**
     * The directory of a job on a worker.
     *
     * @param worker the worker's directory, possibly that of another worker
     * @throws IllegalArgumentException when the job's name is not safe in a path
     */
    public static JobDirectory of(Path worker, long epoch, String job) {
        return new JobDirectory(epoch(worker, epoch).resolve(AttemptNames.checkJob(job)));
    }

    /** Where a map attempt's output lies on the worker that holds it. */
    public static Path mapOutput(Path worker, WorkerToken holder, AttemptRef map) {
        return of(worker, holder.getEpoch(), map.getJob()).mapOutput(map);
    }

    static Path epoch(Path worker, long epoch) {
        return worker.resolve(WorkerDirectory.EPOCHS).resolve(Long.toUnsignedString(epoch));
    }

    /** Where a map attempt's finished output lies. */
    public Path mapOutput(AttemptRef map) {
        return path.resolve("out").resolve(AttemptNames.fileName(map) + ".run");
    }

    /** A directory for one attempt alone, made now. */
    public Path makeWork(AttemptRef attempt) throws IOException {
        return Files.createDirectories(path.resolve("work").resolve(AttemptNames.fileName(attempt)));
    }

    /** Where an attempt notes which record user code was given last. */
    public Path mark(AttemptRef attempt) {
        return path.resolve("marks").resolve(AttemptNames.fileName(attempt));
    }

    /** A directory for attempts that keep nothing on this disk. */
    public Path makeIdleWork() throws IOException {
        return Files.createDirectories(path.resolve("work").resolve("none"));
    }

    /** Gives a finished map output its name. */
    public Path keep(Path runFile, AttemptRef map) throws IOException {
        Path kept = mapOutput(map);
        Files.createDirectories(path.resolve("out"));
        return Files.move(runFile, kept);
    }
}
