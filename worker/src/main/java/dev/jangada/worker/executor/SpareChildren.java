package dev.jangada.worker.executor;

import dev.jangada.worker.local.WorkerDirectory;
import dev.jangada.worker.task.TaskSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Child JVMs that were started, and warmed up, before there was a job for them, so that a job's first task begins at once
 * and at full speed. New ones are started only while the worker has nothing else to do. Thread-safe.
 */
final class SpareChildren {
    private static final Logger LOG = LoggerFactory.getLogger(SpareChildren.class);

    private final TaskSite site;
    private final ChildLaunch launch;
    private final ExecutorService threads;
    private final int wanted;
    private final Deque<Spare> spares = new ArrayDeque<>();
    private int starting;
    private int number;
    private boolean closed;

    private record Spare(ChildProcess process, Path log) {}

    /** None yet; as many as wanted from the first {@link #refill} on. */
    SpareChildren(TaskSite site, ChildLaunch launch, ExecutorService threads, int wanted) {
        this.site = site;
        this.launch = launch;
        this.threads = threads;
        this.wanted = wanted;
    }

    /**
     * One that lives and has not begun, if there is one.
     *
     * @param log where its log goes on
     */
    Optional<ChildProcess> take(Path log) {
        while (true) {
            Spare spare;
            synchronized (this) {
                spare = spares.poll();
            }
            if (spare == null) {
                return Optional.empty();
            }
            if (spare.process.isAlive() && isMoved(spare.log, log)) {
                return Optional.of(spare.process);
            }
            spare.process.kill();
        }
    }

    /** The process has the file open, and writes to it whatever its name is. */
    private static boolean isMoved(Path from, Path to) {
        try {
            Path parent = to.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            LOG.warn("a spare executor is not used: its log {} cannot be moved: {}", from, e.toString());
            return false;
        }
    }

    /** Starts what is missing. For a time at which nothing runs. */
    synchronized void refill() {
        spares.removeIf(spare -> !spare.process.isAlive());
        while (!closed && spares.size() + starting < wanted) {
            starting++;
            int next = ++number;
            threads.execute(() -> start(next));
        }
    }

    private void start(int next) {
        try {
            Path log = site.logs().spare(next);
            Path warmth = Files.createDirectories(
                    site.directory().resolve(WorkerDirectory.WARMTH).resolve(String.valueOf(next)));
            add(new Spare(
                    ChildProcess.start(
                            launch.spareCommand(site.slots(), site.logs().path(), warmth), log),
                    log));
        } catch (IOException e) {
            LOG.warn("a spare executor cannot be started: {}", e.toString());
            synchronized (this) {
                starting--;
            }
        }
    }

    private synchronized void add(Spare spare) {
        starting--;
        if (closed) {
            spare.process.kill();
        } else {
            spares.add(spare);
        }
    }

    /** Ends all. */
    synchronized void close() {
        closed = true;
        spares.forEach(spare -> spare.process.kill());
        spares.clear();
    }
}
