package dev.jangada.houserules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;

/** A Java source, on disk or made up, with its path relative to the project ("engine/src/main/java/..."). */
final class SourceFile extends SimpleJavaFileObject {
    private final String path;
    private final String text;

    SourceFile(String path, String text) {
        super(URI.create("string:///" + path), Kind.SOURCE);
        this.path = path;
        this.text = text;
    }

    static SourceFile read(Path project, Path file) {
        try {
            return new SourceFile(project.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The directory that holds all modules. */
    static Path project() throws IOException {
        return Path.of(System.getProperty("basedir", ""), "..").toRealPath();
    }

    /** Every main and test source of every module. */
    static List<SourceFile> ofAllModules() throws IOException {
        Path project = project();
        try (Stream<Path> modules = Files.list(project)) {
            List<Path> roots = modules.flatMap(
                            each -> Stream.of(each.resolve("src/main/java"), each.resolve("src/test/java")))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            return roots.stream().flatMap(root -> below(project, root)).toList();
        }
    }

    private static Stream<SourceFile> below(Path project, Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .map(each -> read(project, each))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String path() {
        return path;
    }

    String text() {
        return text;
    }

    boolean isMain() {
        return path.contains("src/main/java/");
    }

    boolean isTest() {
        return path.contains("src/test/java/");
    }

    boolean isPackageInfo() {
        return path.endsWith("/package-info.java");
    }

    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}
