package dev.jangada.master.artifact;

import dev.jangada.master.grpc.ArtifactDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts in a directory: {@code DIR/DIGEST} for each, and {@code DIR/incoming/} for what is not complete. Thread-safe:
 * the index is guarded by this object, files are written and read outside of its lock.
 */
public final class ArtifactStore implements ArtifactDisk {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactStore.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;
    private final Path incoming;
    private final ArtifactLimits limits;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new HashMap<>();
    private long storedBytes;
    private long reservedBytes;
    private long arrivals;

    /** An artifact; {@code askedNanos} is when somebody was last told that it is here. */
    private record Entry(long length, long askedNanos) {}

    private ArtifactStore(Path directory, ArtifactLimits limits, LongSupplier nanoTime) {
        this.directory = directory;
        this.incoming = directory.resolve("incoming");
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Opens the directory, creates it if need be, and drops what was not complete when the process ended. */
    public static ArtifactStore open(Path directory, ArtifactLimits limits) throws IOException {
        return open(directory, limits, System::nanoTime);
    }

    static ArtifactStore open(Path directory, ArtifactLimits limits, LongSupplier nanoTime) throws IOException {
        ArtifactStore store = new ArtifactStore(directory.toAbsolutePath(), limits, nanoTime);
        store.scan();
        return store;
    }

    private synchronized void scan() throws IOException {
        Files.createDirectories(incoming);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(incoming)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (DIGEST.matcher(name).matches()) {
                    long length = Files.size(file);
                    entries.put(name, new Entry(length, nanoTime.getAsLong()));
                    storedBytes += length;
                }
            }
        }
    }

    @Override
    public synchronized boolean holds(String digest) {
        // Whoever asks may count on it, so collection must leave it alone for a while.
        return entries.computeIfPresent(digest, (name, entry) -> new Entry(entry.length(), nanoTime.getAsLong()))
                != null;
    }

    @Override
    public synchronized long length(String digest) throws IOException {
        Entry entry = entries.get(digest);
        if (entry == null) {
            throw new ArtifactException("artifact " + digest + " is not here: upload it again");
        }
        return entry.length();
    }

    /** {@inheritDoc} They are checked on the way: a damaged file ends in an exception before its end, and is dropped. */
    @Override
    public InputStream open(String digest) throws IOException {
        long length = length(digest);
        return new VerifiedStream(Files.newInputStream(directory.resolve(digest)), digest, length, () -> drop(digest));
    }

    /** Takes a damaged file out of the way, so that it is fetched from another master or uploaded again. */
    private void drop(String digest) {
        LOG.error("artifact is damaged on this disk and was dropped artifact={} directory={}", digest, directory);
        synchronized (this) {
            Entry entry = entries.remove(digest);
            storedBytes -= entry == null ? 0 : entry.length();
        }
        try {
            Files.deleteIfExists(directory.resolve(digest));
        } catch (IOException e) {
            LOG.warn("damaged artifact could not be deleted artifact={}", digest, e);
        }
    }

    @Override
    public Incoming receive(String digest, long length) throws IOException {
        if (!DIGEST.matcher(digest).matches()) {
            throw new ArtifactException("'" + digest + "' is not the SHA-256 of an artifact in lower-case hex");
        }
        if (length < 0 || length > limits.artifactBytes()) {
            throw new ArtifactException("artifact " + digest + " has " + length + " bytes, and a master takes "
                    + limits.artifactBytes() + " at most: leave libraries that the cluster has out of the jar");
        }
        Path file;
        synchronized (this) {
            long taken = storedBytes + reservedBytes;
            if (taken + length > limits.totalBytes()) {
                throw new ArtifactException("there is no room for " + length + " bytes more: artifacts take " + taken
                        + " of the " + limits.totalBytes()
                        + " bytes that this master keeps: try again when jobs have ended");
            }
            reservedBytes += length;
            file = incoming.resolve(digest + "." + arrivals++);
        }
        try {
            return new IncomingArtifact(this, digest, length, file);
        } catch (IOException e) {
            release(length);
            throw e;
        }
    }

    synchronized void release(long length) {
        reservedBytes -= length;
    }

    /** Makes a file whose bytes were checked and synced part of the store. */
    void admit(String digest, long length, Path file) throws IOException {
        Files.move(
                file, directory.resolve(digest), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        synchronized (this) {
            if (entries.put(digest, new Entry(length, nanoTime.getAsLong())) == null) {
                storedBytes += length;
            }
        }
    }

    /**
     * Deletes what nobody needs.
     *
     * @param needed digests to keep
     * @param grace what came in or was asked for within this time is kept as well: a job that needs it may be on its way
     * @return the digests of what was deleted
     */
    public List<String> collect(Set<String> needed, Duration grace) throws IOException {
        List<String> collected = new ArrayList<>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            entries.forEach((digest, entry) -> {
                if (!needed.contains(digest) && now - entry.askedNanos() > grace.toNanos()) {
                    collected.add(digest);
                }
            });
            collected.sort(null);
            for (String digest : collected) {
                Entry entry = entries.remove(digest);
                storedBytes -= entry == null ? 0 : entry.length();
                Files.deleteIfExists(directory.resolve(digest));
            }
        }
        return collected;
    }

    /** The bytes of all artifacts that are here. */
    public synchronized long storedBytes() {
        return storedBytes;
    }

    /** How many artifacts are here. */
    public synchronized int count() {
        return entries.size();
    }
}
