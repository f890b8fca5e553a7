package dev.jangada.worker.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the jars that jobs need as files, each fetched once, and again when it is found damaged: every use begins with
 * its checksum. They stay for a while after their last use: people often
 * submit the same jar again, and a job may have asked for one just now. Thread-safe.
 */
public final class ArtifactCache {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactCache.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;
    private final ArtifactSource source;
    private final Map<String, Entry> entries = new HashMap<>();

    /** One artifact; its lock is held while it is fetched or deleted. */
    private static final class Entry {
        private long usedNanos = System.nanoTime();
    }

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
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(digest, any -> new Entry());
        }
        synchronized (entry) {
            entry.usedNanos = System.nanoTime();
            if (!isIntact(digest, file)) {
                fetch(digest, file);
            }
        }
        return file;
    }

    /** Reads all of it: a class loader would not notice every damage, and damaged code gives wrong output. */
    private static boolean isIntact(String digest, Path file) throws ArtifactException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            boolean isIntact = hex(in.getMessageDigest()).equals(digest);
            if (!isIntact) {
                LOG.warn("the artifact {} is damaged on this disk: it is fetched again", file);
            }
            return isIntact;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new ArtifactException(
                    "the job's artifact " + digest.substring(0, 12) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void fetch(String digest, Path file) throws ArtifactException {
        Path draft = directory.resolve(digest + ".new");
        try {
            MessageDigest sha256 = sha256();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(draft), sha256)) {
                source.fetch(digest, out);
            }
            String found = hex(sha256);
            if (!found.equals(digest)) {
                throw new IOException("what the masters sent has the digest " + found);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ArtifactException(
                    "the job's artifact " + digest.substring(0, 12) + " cannot be fetched: " + e.getMessage(), e);
        }
    }

    /** Deletes the artifacts that no job needs and that were last used some time ago. */
    public void deleteUnused(Set<String> needed, Duration unused) throws IOException {
        Map<String, Entry> all;
        synchronized (entries) {
            all = new HashMap<>(entries);
        }
        for (Map.Entry<String, Entry> kept : all.entrySet()) {
            Entry entry = kept.getValue();
            synchronized (entry) {
                if (!needed.contains(kept.getKey()) && System.nanoTime() - entry.usedNanos >= unused.toNanos()) {
                    Files.deleteIfExists(directory.resolve(kept.getKey() + ".jar"));
                }
            }
        }
    }
}
