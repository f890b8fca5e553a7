package dev.jangada.worker.local;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.worker.attempt.AttemptNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The logs of attempts and executors, one directory per job. They outlive their jobs and are bounded in age and size.
 *
 * @param path the directory
 */
public record LogDirectory(Path path) {

    private static final Duration OLDEST = Duration.ofDays(7);
    private static final long MOST_BYTES = 256L << 20;

    private record Log(Path file, long bytes, Instant changed) {}

    /** The log of an attempt; the file is made when something is printed. */
    public Path attempt(AttemptRef attempt) {
        return path.resolve(attempt.getJob()).resolve(AttemptNames.fileName(attempt) + ".log");
    }

    /** The log of a child JVM: what it says outside of attempts. */
    public Path executor(String job, int number) {
        return path.resolve(AttemptNames.checkJob(job)).resolve("executor-" + number + ".log");
    }

    /** The log of a child JVM that has no job yet; it gets the name of {@link #executor} with its job. */
    public Path spare(int number) {
        return path.resolve("spare").resolve("executor-" + number + ".log");
    }

    /** Deletes logs that are too old, and the oldest ones while all of them are too large. */
    public void prune(Instant now) throws IOException {
        List<Log> logs = list();
        long bytes = logs.stream().mapToLong(Log::bytes).sum();
        for (Log log : logs) {
            if (bytes <= MOST_BYTES && log.changed.isAfter(now.minus(OLDEST))) {
                break;
            }
            Files.deleteIfExists(log.file);
            bytes -= log.bytes;
        }
        deleteEmptyDirectories();
    }

    private List<Log> list() throws IOException {
        List<Log> logs = new ArrayList<>();
        try (Stream<Path> files = Files.find(path, 2, (file, attributes) -> attributes.isRegularFile())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                logs.add(new Log(
                        file, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        logs.sort(Comparator.comparing(Log::changed));
        return logs;
    }

    private void deleteEmptyDirectories() throws IOException {
        try (var directories = Files.newDirectoryStream(path, Files::isDirectory)) {
            for (Path directory : directories) {
                try (Stream<Path> entries = Files.list(directory)) {
                    if (entries.findAny().isPresent()) {
                        continue;
                    }
                }
                Files.deleteIfExists(directory);
            }
        }
    }
}
