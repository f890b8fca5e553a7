package dev.jangada.worker.task;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles a class and packs it into a jar, as a user would. */
final class JobJar {

    private static final int VERSION_OFFSET = 4;

    private JobJar() {}

    /** A jar with one source file's classes. */
    static Path of(Path directory, String className, String source) throws IOException {
        Path file = directory.resolve("src/" + className.replace('.', '/') + ".java");
        Path classes = directory.resolve("classes");
        Files.createDirectories(file.getParent());
        Files.createDirectories(classes);
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            boolean compiled = compiler.getTask(
                            null,
                            files,
                            null,
                            List.of(
                                    "--release",
                                    "17",
                                    "-proc:none",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-d",
                                    classes.toString()),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            if (!compiled) {
                throw new IOException("the job did not compile");
            }
        }
        return pack(directory.resolve("job.jar"), classes);
    }

    /** Makes the class files in a directory those of another Java, and packs them. */
    static Path compiledFor(Path directory, int java) throws IOException {
        Path classes = directory.resolve("classes");
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                byte[] bytes = Files.readAllBytes(file);
                ByteBuffer.wrap(bytes).putInt(VERSION_OFFSET, java + 44);
                Files.write(file, bytes);
            }
        }
        return pack(directory.resolve("newer.jar"), classes);
    }

    private static Path pack(Path jar, Path classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path path : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
