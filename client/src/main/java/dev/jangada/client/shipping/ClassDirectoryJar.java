package dev.jangada.client.shipping;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a jar of a directory of classes. The same files give the same bytes, whenever and wherever: entries are sorted
 * and carry a fixed time, so the digest of unchanged classes stays what it was and nothing is sent twice.
 */
final class ClassDirectoryJar {
    /** The beginning of time in the format of zip files, which has no time zones: {@code setTime} would have. */
    private static final java.time.LocalDateTime FIXED_TIME = java.time.LocalDateTime.of(1980, 2, 1, 0, 0);

    private ClassDirectoryJar() {}

    /** The bytes of a jar with all files below a directory. */
    static byte[] of(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Path file : filesSortedByName(directory)) {
                ZipEntry entry = new ZipEntry(nameOf(directory, file));
                entry.setTimeLocal(FIXED_TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static List<Path> filesSortedByName(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .sorted((a, b) -> nameOf(directory, a).compareTo(nameOf(directory, b)))
                    .toList();
        }
    }

    private static String nameOf(Path directory, Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }
}
