package dev.jangada.worker.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose directory it is: the content of {@code worker.marker}.
 *
 * @param worker the worker's id
 * @param clusterId the cluster that it belongs to; empty until it has joined one
 */
public record WorkerMarker(String worker, String clusterId) {

    /** The file's name in the worker's directory. */
    public static final String FILE = "worker.marker";

    private static final String VERSION = "1";
    private static final int MOST_BYTES = 4096;

    /**
     * Reads the marker of a worker's directory; empty when there is none.
     *
     * @throws IOException when it cannot be read or is no marker
     */
    public static Optional<WorkerMarker> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is too long for a worker's marker");
            }
            Map<String, String> values = new HashMap<>();
            Files.readString(file, StandardCharsets.UTF_8).lines().forEach(line -> {
                int at = line.indexOf('=');
                if (at > 0) {
                    values.put(line.substring(0, at), line.substring(at + 1));
                }
            });
            String worker = values.get("worker");
            if (worker == null || !VERSION.equals(values.get("version"))) {
                throw new IOException(file + " is not a worker's marker of version " + VERSION);
            }
            return Optional.of(new WorkerMarker(worker, values.getOrDefault("cluster", "")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes it durably. */
    void write(Path directory) throws IOException {
        Path draft = directory.resolve(FILE + ".new");
        String text = "version=" + VERSION + "\nworker=" + worker + "\ncluster=" + clusterId + "\n";
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
