package dev.jangada.master.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Binary files as versions of this program have written them, each beside a text that says what it means. The binary ones
 * are never changed once they are committed. The texts change when a field is added: {@code -Dgolden.update=true}
 * rewrites them, and the difference must be the new field at its default, nothing else.
 */
public final class GoldenFiles {
    private static final Path ROOT = Path.of("src", "test", "resources", "golden");

    private GoldenFiles() {}

    /** All versions of a kind, oldest first. */
    public static List<Path> versions(String kind) throws IOException {
        Path directory = ROOT.resolve(kind);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(directory)) {
            return versions.sorted().toList();
        }
    }

    /** Where a version of a kind is, or will be. */
    public static Path version(String kind, String name) {
        return ROOT.resolve(kind).resolve(name);
    }

    /** Writes a binary file if it is not there, which is asked for by {@code -Dgolden.update=true}. */
    public static void createIfAsked(Path file, byte[] content) throws IOException {
        if (isUpdating() && !Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
    }

    /** Compares what a binary file means now with its text. */
    public static void check(Path text, String meaning) throws IOException {
        String lines = meaning.replace(", ", ",\n") + "\n";
        if (isUpdating()) {
            Files.writeString(text, lines);
        }
        assertThat(lines)
                .as("%s; if a field was added, run this with -Dgolden.update=true and read the difference", text)
                .isEqualTo(Files.readString(text));
    }

    private static boolean isUpdating() {
        return Boolean.getBoolean("golden.update");
    }
}
