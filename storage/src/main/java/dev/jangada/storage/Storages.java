package dev.jangada.storage;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses the storage for a path by its scheme. */
public final class Storages {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//)?.*", Pattern.DOTALL);

    private Storages() {}

    /**
     * The storage that holds a path. Plain paths and {@code file:} are local; a colon elsewhere in a name means
     * nothing.
     *
     * @throws StorageException if the scheme is not supported
     */
    public static Storage forPath(String path) throws StorageException {
        Matcher matcher = SCHEME.matcher(path);
        if (!matcher.matches()) {
            return LocalStorage.INSTANCE;
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "file" -> LocalStorage.INSTANCE;
            case "s3", "s3a", "hdfs" -> throw notSupported(path, scheme + ": paths are not supported yet");
            default -> {
                if (matcher.group(2) != null) {
                    throw notSupported(path, "there is no storage for " + scheme + ":");
                }
                yield LocalStorage.INSTANCE;
            }
        };
    }

    private static StorageException notSupported(String path, String reason) {
        return StorageException.permanent(
                "Cannot use " + path + ": " + reason + "; give a local path or a file: path that every worker sees.");
    }
}
