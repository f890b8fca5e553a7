package dev.jangada.storage;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;

/** Finds the files of one input. Used once, by one thread. */
final class LocalListing {

    private final String pattern;
    private final String displayAs;

    /** By path, so that a file that a glob reaches twice is read once. */
    private final TreeMap<String, InputFile> found = new TreeMap<>(LocalPaths.BY_BYTES);

    private Path base = Path.of("");
    private String displayBase = "";

    LocalListing(String pattern, String displayAs) {
        this.pattern = pattern;
        this.displayAs = displayAs;
    }

    List<InputFile> run() throws StorageException {
        Path literal = LocalPaths.absolute(pattern, displayAs);
        try {
            if (LocalPaths.present(literal)) {
                base = literal;
                displayBase = displayAs;
                take(literal);
            } else if (GlobPattern.isGlob(pattern)) {
                expandGlob();
            } else {
                throw StorageException.permanent("The input " + displayAs
                        + " does not exist; check its name, and that every worker sees it under this path.");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (found.isEmpty()) {
            throw StorageException.permanent("No file matches the input " + displayAs
                    + "; names that start with a dot or an underscore are left out, name them to read them.");
        }
        return List.copyOf(found.values());
    }

    private StorageException unreadable(IOException e) {
        return LocalPaths.failure(
                "Cannot read the input " + displayAs, e, "check that the worker's user may read it and try again");
    }

    private void expandGlob() throws IOException {
        GlobPattern glob = GlobPattern.parse(LocalPaths.withoutScheme(pattern), displayAs);
        base = LocalPaths.absolute(glob.base().isEmpty() ? "." : glob.base(), displayAs);
        displayBase = GlobPattern.base(displayAs);
        if (Files.isDirectory(base)) {
            expand(base, glob.segments(), 0);
        }
    }

    /** Takes whatever the segments from {@code index} on match in or below a path. */
    private void expand(Path path, List<GlobPattern.Segment> segments, int index) throws IOException {
        if (index == segments.size()) {
            take(path);
            return;
        }
        GlobPattern.Segment segment = segments.get(index);
        if (segment.deep()) {
            if (index + 1 == segments.size()) {
                takeDirectory(path);
            } else {
                for (Path directory : directoriesFrom(path)) {
                    expand(directory, segments, index + 1);
                }
            }
            return;
        }
        boolean last = index + 1 == segments.size();
        for (Path child : LocalPaths.children(path)) {
            if (segment.matches(child.getFileName()) && (last || Files.isDirectory(child))) {
                expand(child, segments, index + 1);
            }
        }
    }

    private void take(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw brokenLink(path, e);
        }
        if (attributes.isDirectory()) {
            takeDirectory(path);
        } else if (attributes.isRegularFile()) {
            add(path, attributes.size());
        } else if (path.equals(base)) {
            throw StorageException.permanent("The input " + displayAs
                    + " is neither a file nor a directory; copy what it gives into a file and name that.");
        }
    }

    private void takeDirectory(Path directory) throws IOException {
        walk(directory, new FileTaker(directory));
    }

    private List<Path> directoriesFrom(Path start) throws IOException {
        List<Path> directories = new ArrayList<>();
        walk(start, new Tree(start) {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                FileVisitResult result = super.preVisitDirectory(directory, attributes);
                if (result == FileVisitResult.CONTINUE) {
                    directories.add(directory);
                }
                return result;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return e instanceof NoSuchFileException ? FileVisitResult.CONTINUE : super.visitFileFailed(file, e);
            }
        });
        return directories;
    }

    private static void walk(Path start, Tree tree) throws IOException {
        Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, tree);
    }

    private void add(Path file, long length) throws StorageException {
        if (!Files.isReadable(file)) {
            throw StorageException.permanent("Cannot read the input file " + display(file)
                    + ": permission denied; let the worker's user read it, or leave it out.");
        }
        String path = LocalPaths.text(file);
        found.put(path, new InputFile(path, display(file), length));
    }

    private String display(Path file) {
        String rest = base.relativize(file).toString();
        if (rest.isEmpty() || displayBase.isEmpty() || displayBase.endsWith("/")) {
            return displayBase + rest;
        }
        return displayBase + "/" + rest;
    }

    private StorageException brokenLink(Path path, IOException e) {
        return StorageException.permanent(
                "The input " + display(path) + " is a symbolic link to nothing; remove it or restore what it names.",
                e);
    }

    /**
     * Walks a tree through symbolic links, but not below hidden names, nor a second time into a directory that it is
     * in (a loop, whose files it has found already).
     */
    private abstract class Tree extends SimpleFileVisitor<Path> {

        private final Path start;

        Tree(Path start) {
            this.start = start;
        }

        boolean skipped(Path path) {
            return !path.equals(start) && GlobPattern.hidden(path.getFileName());
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return skipped(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException || skipped(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (e instanceof NoSuchFileException) {
                throw brokenLink(file, e);
            }
            throw LocalPaths.failure(
                    "Cannot read " + display(file), e, "let the worker's user read it, or leave it out");
        }
    }

    /** Takes every regular file of a tree. */
    private final class FileTaker extends Tree {

        FileTaker(Path start) {
            super(start);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                if (!skipped(file)) {
                    throw brokenLink(file, new NoSuchFileException(file.toString()));
                }
            } else if (attributes.isRegularFile() && !skipped(file)) {
                add(file, attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
