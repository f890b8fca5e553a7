package dev.jangada.houserules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
