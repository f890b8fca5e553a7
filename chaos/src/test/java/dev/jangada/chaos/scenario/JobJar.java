package dev.jangada.chaos.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A jar with classes of these tests. */
final class JobJar {
    private JobJar() {}

    static Path of(Path jar, Class<?>... types) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Class<?> type : types) {
                String entry = type.getName().replace('.', '/') + ".class";
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(entry)) {
                    zip.putNextEntry(new ZipEntry(entry));
                    Objects.requireNonNull(bytes).transferTo(zip);
                }
            }
        }
        return jar;
    }
}
