package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.ExecutorCommand;
import dev.jangada.protocol.v1.ExecutorEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM as its worker sees it. Commands leave through a queue with a thread of its own, so that a child which does
 * not read never blocks the caller; another thread reads events until the child ends. Thread-safe.
 */
final class ChildProcess {

    /** A child that is so far behind with reading is not alive. */
    private static final int MOST_WAITING = 100_000;

    private static final long EXIT_GRACE_MILLIS = 2_000;

    private final Process process;
    private Path log;
    private int jobsDone;
    private @Nullable Owner owner;
    private @Nullable End end;
    /** Complete when the process has ended, and all that user code has started in it. */
    private final CompletableFuture<Void> allEnded;
    /** Empty: end of commands. */
    private final LinkedBlockingQueue<Optional<ExecutorCommand>> commands = new LinkedBlockingQueue<>(MOST_WAITING);

    /** How it ended. */
    private record End(int exitCode, @Nullable String stray) {}

    /** Is told of events, and of the end, from the reading thread. */
    interface Owner {

        void event(ChildProcess child, ExecutorEvent event);

        /**
         * The last call.
         *
         * @param stray the beginning of what it wrote instead of an event, for which it was killed; null if nothing
         */
        void ended(ChildProcess child, int exitCode, @Nullable String stray);
    }

    private ChildProcess(Process process, Path log, Offspring offspring) {
        this.process = process;
        this.log = log;
        // At once: they may hold the other end of the child's output, which else would never end.
        this.allEnded = process.onExit().thenRunAsync(offspring::end);
    }

    /**
     * Starts one; nothing is written or read before {@link #begin}, which comes before what is sent.
     *
     * @param log where its stderr goes
     * @throws IOException when the system cannot start a process
     */
    static ChildProcess start(List<String> command, Path log) throws IOException {
        Path parent = log.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Offspring offspring = Offspring.ofNewChild();
        offspring.mark(builder.environment());
        return new ChildProcess(builder.start(), log, offspring);
    }

    /** Begins to write commands, and to read events for an owner; the next time gives it another owner. */
    synchronized void begin(Owner next) {
        boolean isFirst = owner == null;
        owner = next;
        End ended = end;
        if (isFirst) {
            Daemons.named("executor-writer").newThread(this::write).start();
            Daemons.named("executor-reader").newThread(this::read).start();
        } else if (ended != null) {
            // It ended between two owners: the one before was told, and this one has to know.
            Daemons.named("executor-reader")
                    .newThread(() -> next.ended(this, ended.exitCode, ended.stray))
                    .start();
        }
    }

    /** Remembers the end and says whom to tell: nobody is told twice, and nobody comes too late. */
    private synchronized Owner endedAs(End ended) {
        end = ended;
        return owner();
    }

    private synchronized Owner owner() {
        if (owner == null) {
            throw new IllegalStateException("a child that has not begun has no owner");
        }
        return owner;
    }

    /** Whether it has begun, and so had a job. */
    synchronized boolean hasBegun() {
        return owner != null;
    }

    /** Where its stderr goes. */
    synchronized Path log() {
        return log;
    }

    /** Gives its log another name: it has the file open, and writes to it whatever its name is. */
    synchronized void moveLog(Path to) throws IOException {
        Path parent = to.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.move(log, to, StandardCopyOption.ATOMIC_MOVE);
        log = to;
    }

    /** Counts a job that has ended in it, and returns how many that are. */
    synchronized int jobDone() {
        return ++jobsDone;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void send(ExecutorCommand command) {
        if (!commands.offer(Optional.of(command))) {
            kill();
        }
    }

    /** Ends the commands, upon which the child ends itself. */
    void end() {
        if (!commands.offer(Optional.empty())) {
            kill();
        }
    }

    /** Ends it the hard way. */
    void kill() {
        process.destroyForcibly();
    }

    private void write() {
        try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 64 << 10)) {
            while (true) {
                Optional<ExecutorCommand> next = commands.take();
                if (next.isEmpty()) {
                    return;
                }
                next.get().writeDelimitedTo(out);
                if (commands.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            kill(); // it does not read any more; the reader learns how it ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        String stray = null;
        try (InputStream in = new BufferedInputStream(process.getInputStream(), 64 << 10)) {
            EventFrames frames = new EventFrames(in);
            for (ExecutorEvent event = frames.next(); event != null; event = frames.next()) {
                owner().event(this, event);
            }
        } catch (EventFrames.StrayOutputException e) {
            stray = e.text();
            kill();
        } catch (IOException e) {
            kill(); // it ended in the middle of a frame
        }
        int exitCode = awaitExit();
        allEnded.join();
        endedAs(new End(exitCode, stray)).ended(this, exitCode, stray);
        end(); // lets the writer end
    }

    private int awaitExit() {
        try {
            if (!process.waitFor(EXIT_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                kill();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            return -1;
        }
    }
}
