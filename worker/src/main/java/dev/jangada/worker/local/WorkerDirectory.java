package dev.jangada.worker.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a running worker, held by a file lock until it is closed. Everything of former incarnations but their
 * logs is deleted when it is opened. Thread-safe.
 */
public final class WorkerDirectory implements Closeable {

    static final String EPOCHS = "epochs";
    /** What executors write while they warm up, a directory each. */
    public static final String WARMTH = "warm";

    private static final String LOCK = "worker.lock";

    private final Path path;
    private final String worker;
    private final FileChannel lock;
    private String clusterId;

    private WorkerDirectory(Path path, WorkerMarker marker, FileChannel lock) {
        this.path = path;
        this.worker = marker.worker();
        this.clusterId = marker.clusterId();
        this.lock = lock;
    }

    /**
     * Opens the directory of a worker, or makes it.
     *
     * @throws WorkerDirectoryException when it is in use, belongs to another worker, or cannot be used
     */
    public static WorkerDirectory open(Path directory, String worker) throws WorkerDirectoryException {
        Path path = directory.toAbsolutePath().normalize();
        FileChannel channel = null;
        try {
            Files.createDirectories(path);
            channel = lock(path);
            Optional<WorkerMarker> found = WorkerMarker.read(path);
            if (found.isPresent() && !found.get().worker().equals(worker)) {
                throw new WorkerDirectoryException("The directory " + path + " belongs to worker "
                        + found.get().worker() + ", not to " + worker
                        + ": choose another directory, or start the worker with that id.");
            }
            WorkerMarker marker = found.orElse(new WorkerMarker(worker, ""));
            if (found.isEmpty()) {
                refuseForeignFiles(path);
                marker.write(path);
            }
            Trees.delete(path.resolve(EPOCHS));
            Trees.delete(path.resolve(WARMTH));
            Trees.delete(path.resolve("artifacts"));
            Files.createDirectories(path.resolve(EPOCHS));
            Files.createDirectories(path.resolve("artifacts"));
            Files.createDirectories(path.resolve("logs"));
            return new WorkerDirectory(path, marker, channel);
        } catch (IOException e) {
            release(channel);
            throw new WorkerDirectoryException(
                    "Cannot use " + path + " as the worker's directory (" + e
                            + "): check that it is a directory that the worker's user may write to.",
                    e);
        } catch (WorkerDirectoryException e) {
            release(channel);
            throw e;
        }
    }

    private static FileChannel lock(Path path) throws IOException, WorkerDirectoryException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null; // by another worker in this very process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (held == null) {
            channel.close();
            throw new WorkerDirectoryException("The directory " + path
                    + " is in use by another worker process: stop that one, or choose another directory.");
        }
        return channel;
    }

    /** A directory with other things in it is somebody's: deleting and writing there could do harm. */
    private static void refuseForeignFiles(Path path) throws IOException, WorkerDirectoryException {
        try (var entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.equals(LOCK) && !name.startsWith(WorkerMarker.FILE)) {
                    throw new WorkerDirectoryException("The directory " + path + " is not empty (it holds " + name
                            + ") and was not made by a worker: choose another directory, or an empty one.");
                }
            }
        }
    }

    private static void release(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // the lock goes with the process at the latest
            }
        }
    }

    /** The directory's absolute path. */
    public Path path() {
        return path;
    }

    /** The cluster that the worker belongs to; empty until it has joined one. */
    public synchronized String clusterId() {
        return clusterId;
    }

    /** Remembers the cluster for good. */
    public synchronized void join(String cluster) throws IOException {
        if (!clusterId.equals(cluster)) {
            new WorkerMarker(worker, cluster).write(path);
            clusterId = cluster;
        }
    }

    /** The directory of a job in an epoch. */
    public JobDirectory job(long epoch, String job) {
        return JobDirectory.of(path, epoch, job);
    }

    /** Where the jars are kept. */
    public Path artifacts() {
        return path.resolve("artifacts");
    }

    /** Where attempts log. */
    public LogDirectory logs() {
        return new LogDirectory(path.resolve("logs"));
    }

    /** Deletes all that was kept for a job in an epoch, except logs. */
    public void forgetJob(long epoch, String job) throws IOException {
        Trees.delete(job(epoch, job).path());
    }

    /** Deletes all that was kept in an epoch, except logs. */
    public void forgetEpoch(long epoch) throws IOException {
        Trees.delete(JobDirectory.epoch(path, epoch));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
