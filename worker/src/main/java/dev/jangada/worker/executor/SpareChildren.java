package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.ExecutorEvent;
import dev.jangada.worker.local.WorkerDirectory;
import dev.jangada.worker.task.TaskSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Child JVMs that are ready for a job, so that its first task begins at once and at full speed: new ones, which were started
 * and warmed up ahead, and those whose job has ended and left nothing behind, for a job with the same artifacts. New ones
 * are started only while the worker has nothing else to do. Thread-safe.
 */
final class SpareChildren implements ChildProcess.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(SpareChildren.class);
    /** Who knows what many jobs leave that is not seen. */
    private static final int MOST_JOBS = 500;

    private final TaskSite site;
    private final ChildLaunch launch;
    private final ExecutorService threads;
    private final int wanted;
    private final int mostUsed;
    private final Deque<ChildProcess> fresh = new ArrayDeque<>();
    /** The one that was used last is first. */
    private final Deque<Used> used = new ArrayDeque<>();

    private int starting;
    private int number;
    private boolean closed;

    /** What has had jobs. */
    private record Used(ChildProcess child, List<String> artifacts, long sinceNanos) {}

    /**
     * None yet.
     *
     * @param wanted how many new ones there are from the first {@link #refill} on
     * @param mostUsed how many are kept that have had a job
     */
    SpareChildren(TaskSite site, ChildLaunch launch, ExecutorService threads, int wanted, int mostUsed) {
        this.site = site;
        this.launch = launch;
        this.threads = threads;
        this.wanted = wanted;
        this.mostUsed = mostUsed;
    }

    /**
     * One that lives, if there is one; a used one rather than a new one.
     *
     * @param artifacts the digests of the job's jars
     * @param log where its log goes on
     */
    Optional<ChildProcess> take(List<String> artifacts, Path log) {
        for (ChildProcess next = poll(artifacts); next != null; next = poll(artifacts)) {
            if (next.isAlive() && isMoved(next, log)) {
                return Optional.of(next);
            }
            next.kill();
        }
        return Optional.empty();
    }

    private synchronized @Nullable ChildProcess poll(List<String> artifacts) {
        for (Iterator<Used> all = used.iterator(); all.hasNext(); ) {
            Used one = all.next();
            if (one.artifacts.equals(artifacts)) {
                all.remove();
                return one.child;
            }
        }
        return fresh.poll();
    }

    private static boolean isMoved(ChildProcess child, Path to) {
        try {
            child.moveLog(to);
            return true;
        } catch (IOException e) {
            LOG.warn("a spare executor is not used: its log {} cannot be moved: {}", child.log(), e.toString());
            return false;
        }
    }

    /** Takes back one whose job has left nothing behind, and said nothing; or ends it. */
    void giveBack(ChildProcess child, List<String> artifacts) {
        Optional<ChildProcess> goes = Optional.empty();
        child.begin(this); // whatever becomes of it: its job is over
        synchronized (this) {
            if (closed || child.jobDone() >= MOST_JOBS || !isEmpty(child.log())) {
                goes = Optional.of(child);
            } else {
                used.addFirst(new Used(child, artifacts, System.nanoTime()));
                if (used.size() > mostUsed) {
                    goes = Optional.of(used.removeLast().child);
                }
            }
        }
        goes.ifPresent(ChildProcess::end);
    }

    private static boolean isEmpty(Path log) {
        try {
            return Files.size(log) == 0;
        } catch (IOException e) {
            return false; // somebody has cleaned up: it has no log to take along
        }
    }

    /** Ends those that nobody has wanted for so long. */
    synchronized void retire(long idleNanos) {
        long now = System.nanoTime();
        used.removeIf(one -> {
            boolean isOld = now - one.sinceNanos > idleNanos;
            if (isOld) {
                one.child.end();
            }
            return isOld;
        });
    }

    /** Starts what is missing. For a time at which nothing runs. */
    synchronized void refill() {
        fresh.removeIf(spare -> !spare.isAlive());
        while (!closed && fresh.size() + starting < wanted) {
            starting++;
            int next = ++number;
            threads.execute(() -> start(next));
        }
    }

    private void start(int next) {
        try {
            Path log = site.logs().spare(next);
            Path warmth = site.directory().resolve(WorkerDirectory.WARMTH).resolve(String.valueOf(next));
            Files.createDirectories(warmth);
            List<String> command = launch.spareCommand(site.slots(), site.logs().path(), warmth);
            add(ChildProcess.start(command, log));
        } catch (IOException e) {
            LOG.warn("a spare executor cannot be started: {}", e.toString());
            synchronized (this) {
                starting--;
            }
        }
    }

    private synchronized void add(ChildProcess spare) {
        starting--;
        if (closed) {
            spare.kill();
        } else {
            fresh.add(spare);
        }
    }

    @Override
    public void event(ChildProcess child, ExecutorEvent event) {
        // it has no job to speak of
    }

    @Override
    public synchronized void ended(ChildProcess child, int exitCode, @Nullable String stray) {
        used.removeIf(one -> one.child.equals(child));
    }

    /** Ends all. */
    synchronized void close() {
        closed = true;
        fresh.forEach(ChildProcess::kill);
        fresh.clear();
        used.forEach(one -> one.child.kill());
        used.clear();
    }
}
