package dev.jangada.chaos.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a job has published. */
final class Parts {
    private Parts() {}

    /** The text of each part, by its name. */
    static Map<String, String> of(Path output) {
        try (Stream<Path> files = Files.list(output)) {
            Map<String, String> parts = new TreeMap<>();
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("part-"))
                    .toList()) {
                parts.put(file.getFileName().toString(), Files.readString(file));
            }
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the output " + output, e);
        }
    }
}
