package dev.jangada.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From what users write to paths of the local file system, and from its errors to sentences. */
final class LocalPaths {

    /** Paths in the order of their UTF-8 bytes, which depends on no locale. */
    static final Comparator<String> BY_BYTES = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private LocalPaths() {}

    /**
     * Removes {@code file:} with an empty or local authority. Nothing is percent-decoded: what follows is a path as
     * the shell would take it.
     */
    static String withoutScheme(String path) throws StorageException {
        if (!path.toLowerCase(Locale.ROOT).startsWith("file:")) {
            return path;
        }
        String rest = path.substring("file:".length());
        if (!rest.startsWith("//")) {
            return rest;
        }
        int slash = rest.indexOf('/', 2);
        String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
        if (slash < 0 || !(authority.isEmpty() || authority.equals("localhost"))) {
            throw StorageException.permanent(
                    "Cannot use " + path + ": a file: path names no host; write file:///directory/name.");
        }
        return rest.substring(slash);
    }

    /** The absolute path that a user's path stands for. One with {@code ..} stays as it is: links give it meaning. */
    static Path absolute(String path, String displayAs) throws StorageException {
        String plain = withoutScheme(path);
        if (plain.isEmpty()) {
            throw StorageException.permanent("A path is empty: give the name of a file or directory.");
        }
        try {
            Path absolute = Path.of(plain).toAbsolutePath();
            return absolute.toString().contains("..") ? absolute : absolute.normalize();
        } catch (InvalidPathException e) {
            throw StorageException.permanent(
                    "Cannot use the path " + displayAs + ": " + e.getReason()
                            + "; rename it, or run with LC_ALL=C.UTF-8 if the name is not ASCII.",
                    e);
        }
    }

    /** The real path of what exists, followed by what does not exist yet. */
    static Path canonical(Path path) throws IOException {
        Path existing = path.normalize();
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) {
                return path.normalize();
            }
            existing = parent;
        }
        Path rest = existing.relativize(path.normalize());
        return existing.toRealPath().resolve(rest).normalize();
    }

    /** Whether anything, even a broken link, has this name. */
    static boolean present(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** A path as text that names it again; not every sequence of bytes that names a file can be written so. */
    static String text(Path path) throws StorageException {
        String text = path.toString();
        try {
            if (Path.of(text).equals(path)) {
                return text;
            }
        } catch (InvalidPathException e) {
            throw unspeakable(text, e);
        }
        throw unspeakable(text, null);
    }

    private static StorageException unspeakable(String text, @Nullable Throwable cause) {
        return StorageException.permanent(
                "Cannot use " + text + ": its name is not text in the encoding of this process; run with"
                        + " LC_ALL=C.UTF-8, and rename it if it is not UTF-8.",
                cause);
    }

    /** The entries of a directory, in no order. */
    static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw new IOException(e.getMessage(), e);
        }
        return children;
    }

    /** Why an operation failed, as the end of a sentence. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a directory";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /**
     * A failed operation as a sentence: what was tried, why it failed, what to do, which is always the same about a full
     * disk. Lacking rights stays permanent.
     */
    static StorageException failure(String tried, IOException e, String remedy) {
        if (e instanceof StorageException already) {
            return already;
        }
        String reason = reason(e);
        String lower = reason.toLowerCase(Locale.ROOT);
        boolean isFull = lower.contains("no space left") || lower.contains("quota exceeded");
        String sentence = tried + ": " + reason + "; " + (isFull ? "free some space there" : remedy) + ".";
        return e instanceof AccessDeniedException
                ? StorageException.permanent(sentence, e)
                : StorageException.passing(sentence, e);
    }
}
