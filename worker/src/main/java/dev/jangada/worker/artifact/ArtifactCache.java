package dev.jangada.worker.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps the jars that jobs need as files, each fetched once. Thread-safe. */
public final class ArtifactCache {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;
    private final ArtifactSource source;
    private final Map<String, Object> locks = new HashMap<>();

    /** Keeps them in a directory. */
    public ArtifactCache(Path directory, ArtifactSource source) {
        this.directory = directory;
        this.source = source;
    }

    /**
     * The files of artifacts, in the order given; fetches those that are missing.
     *
     * @throws ArtifactException when one cannot be fetched
     */
    public List<Path> paths(List<String> digests) throws ArtifactException {
        List<Path> paths = new ArrayList<>(digests.size());
        for (String digest : digests) {
            paths.add(path(digest));
        }
        return paths;
    }

    private Path path(String digest) throws ArtifactException {
        if (!DIGEST.matcher(digest).matches()) {
            throw new ArtifactException("'" + digest + "' is no digest of an artifact", null);
        }
        Path file = directory.resolve(digest + ".jar");
        Object lock;
        synchronized (locks) {
            lock = locks.computeIfAbsent(digest, any -> new Object());
        }
        synchronized (lock) {
            if (!Files.exists(file)) {
                fetch(digest, file);
            }
        }
        return file;
    }

    private void fetch(String digest, Path file) throws ArtifactException {
        Path draft = directory.resolve(digest + ".new");
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(draft), sha256)) {
                source.fetch(digest, out);
            }
            String found = HexFormat.of().formatHex(sha256.digest());
            if (!found.equals(digest)) {
                throw new IOException("what the masters sent has the digest " + found);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ArtifactException(
                    "the job's artifact " + digest.substring(0, 12) + " cannot be fetched: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Deletes the artifacts that no job needs. */
    public void keepOnly(Set<String> digests) throws IOException {
        try (var files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String digest = name.substring(0, name.length() - ".jar".length());
                if (!digests.contains(digest)) {
                    Files.deleteIfExists(file);
                    synchronized (locks) {
                        locks.remove(digest);
                    }
                }
            }
        }
    }
}
