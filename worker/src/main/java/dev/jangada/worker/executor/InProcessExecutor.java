package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.task.AttemptControl;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.AttemptRunner;
import dev.jangada.worker.task.JobRuntime;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs attempts in threads of this JVM. An attempt that does not stop when told is given up after a grace: its thread is
 * left to itself and another one takes its slot.
 */
public final class InProcessExecutor implements Executor {

    /** Twice in the shortest heartbeat that is usual. */
    private static final long SIGN_OF_LIFE_MILLIS = 500;

    private final JobRuntime.Surroundings surroundings;
    private final AttemptListener listener;
    private final OutOfMemoryPolicy outOfMemory;
    private final ThreadPoolExecutor slots;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<String, JobRuntime> jobs = new ConcurrentHashMap<>();
    private final Map<AttemptRef, Running> running = new ConcurrentHashMap<>();

    /** Says what happens when an attempt exhausts the heap of the JVM that all share. */
    @FunctionalInterface
    public interface OutOfMemoryPolicy {

        /** What becomes of the attempt; may also end the JVM. */
        Outcome outOfMemory(AttemptRef attempt, OutOfMemoryError error);

        /** Fails the attempt and hopes for the rest. */
        static Outcome failAttempt(AttemptRef attempt, OutOfMemoryError error) {
            return Outcomes.failed(
                    attempt,
                    FailureKind.EXECUTOR_DIED,
                    "the attempt ran out of memory (" + error.getMessage() + "): the heap of the worker's JVM is "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB; give it more (-Xmx) or let the worker have fewer slots",
                    "");
        }
    }

    /** An executor with the slots of its site. */
    public InProcessExecutor(
            JobRuntime.Surroundings surroundings, AttemptListener listener, OutOfMemoryPolicy outOfMemory) {
        this.surroundings = surroundings;
        this.listener = listener;
        this.outOfMemory = outOfMemory;
        int count = surroundings.site().slots();
        this.slots = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Daemons.named("slot"));
        this.timer = new ScheduledThreadPoolExecutor(1, Daemons.named("executor-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
        Future<?> unused = timer.scheduleAtFixedRate(
                () -> running.values().forEach(Running::tellIfAlive),
                SIGN_OF_LIFE_MILLIS,
                SIGN_OF_LIFE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void describe(JobDescription job) {
        JobRuntime known = jobs.get(job.getJob());
        if (known == null) {
            jobs.put(job.getJob(), new JobRuntime(job, surroundings));
        } else {
            known.describe(job);
        }
    }

    @Override
    public void mapOutputs(MapOutputs changes) {
        JobRuntime job = jobs.get(changes.getJob());
        if (job != null) {
            job.outputs().apply(changes);
        }
    }

    @Override
    public void start(Assignment assignment) {
        AttemptRef attempt = assignment.getAttempt();
        JobRuntime job = jobs.get(attempt.getJob());
        if (job == null) {
            listener.finished(Outcomes.failed(
                    attempt,
                    FailureKind.ENVIRONMENT,
                    "the worker was not told what job " + attempt.getJob() + " is",
                    ""));
            return;
        }
        Running started = new Running(job, assignment);
        if (running.putIfAbsent(attempt, started) == null) {
            slots.execute(started);
        }
    }

    @Override
    public void stop(AttemptRef attempt) {
        Running stopped = running.get(attempt);
        if (stopped != null) {
            stopped.stop();
        }
    }

    @Override
    public CompletableFuture<Void> closeJob(String job) {
        JobRuntime closed = jobs.remove(job);
        CompletableFuture<?>[] ends = running.values().stream()
                .filter(attempt -> attempt.attempt.getJob().equals(job))
                .map(Running::end)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ends).thenRun(() -> {
            try {
                if (closed != null) {
                    closed.close();
                }
            } catch (IOException e) {
                // its jars stay open until the JVM ends, which harms nobody
            }
        });
    }

    /** Whose attempt a thread runs. */
    public Optional<AttemptRef> attemptOf(Thread thread) {
        return running.values().stream()
                .filter(attempt -> attempt.control.isRunBy(thread))
                .map(attempt -> attempt.attempt)
                .findFirst();
    }

    @Override
    public void close() {
        CompletableFuture<?>[] ends = jobs.keySet().stream().map(this::closeJob).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(2 * STOP_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // what still runs are daemon threads, left to themselves
        }
        slots.shutdownNow();
        timer.shutdownNow();
    }

    /** An attempt that waits for a slot or has one. Ends once: by itself, or by being given up. */
    private final class Running implements Runnable {

        private final JobRuntime job;
        private final Assignment assignment;
        private final AttemptRef attempt;
        private final AttemptControl control = new AttemptControl();
        private final AtomicBoolean begun = new AtomicBoolean();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private long pulse; // of the timer's thread

        Running(JobRuntime job, Assignment assignment) {
            this.job = job;
            this.assignment = assignment;
            this.attempt = assignment.getAttempt();
        }

        @Override
        public void run() {
            if (!begun.compareAndSet(false, true)) {
                return; // stopped while it waited
            }
            Outcome outcome;
            try {
                outcome = new AttemptRunner(job, assignment, control, listener).run();
            } catch (OutOfMemoryError e) {
                outcome = outOfMemory.outOfMemory(attempt, e);
            }
            finish(outcome);
        }

        void tellIfAlive() {
            long now = control.pulse();
            if (now != pulse) {
                pulse = now;
                listener.alive(attempt);
            }
        }

        /** Stops it; the future completes when it has ended. */
        CompletableFuture<Void> end() {
            stop();
            return end;
        }

        void stop() {
            control.stop();
            if (begun.compareAndSet(false, true)) {
                finish(Outcomes.released(attempt, "stopped before it began"));
            } else if (!ended.get()) {
                Future<?> unused = timer.schedule(this::giveUp, STOP_GRACE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private synchronized void giveUp() {
            if (ended.get()) {
                return;
            }
            slots.setMaximumPoolSize(slots.getMaximumPoolSize() + 1);
            slots.setCorePoolSize(slots.getCorePoolSize() + 1);
            finish(Outcomes.released(
                    attempt,
                    AttemptNames.text(attempt) + " does not stop; its thread is left to itself: "
                            + "let user code end when it is interrupted"));
        }

        private synchronized void finish(Outcome outcome) {
            if (ended.compareAndSet(false, true)) {
                running.remove(attempt, this);
                listener.finished(outcome);
                end.complete(null);
            }
        }
    }
}
