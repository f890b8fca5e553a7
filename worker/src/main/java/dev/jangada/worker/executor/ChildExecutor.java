package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.task.ArtifactPaths;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.JobRuntime;
import dev.jangada.worker.task.TaskSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs user code in child JVMs, one for each job and one more for each attempt that is to run alone; one that has nothing
 * to do is ended after a while. Publishing and cleaning up, which run no user code, stay in this process.
 */
public final class ChildExecutor implements Executor {

    private static final long QUIET_MILLIS = 500;

    private final AttemptListener listener;
    private final InProcessExecutor own;
    private final Tools tools;
    private final Map<String, ChildJob> jobs = new ConcurrentHashMap<>();
    /** The children of attempts that are suspected to end the one that they run in. */
    private final Map<AttemptRef, ChildJob> alone = new ConcurrentHashMap<>();

    private boolean wasQuiet; // of the timer's thread

    /** What the jobs share. */
    record Tools(
            TaskSite site,
            ArtifactPaths artifacts,
            ChildLaunch launch,
            ExecutorService threads,
            ScheduledExecutorService timer,
            IdleChildren idle,
            long idleMillis,
            AtomicInteger children,
            SpareChildren spares) {

        /** The same for a child with one attempt, which gets the heap of one slot. */
        Tools forOne() {
            ChildLaunch smaller = launch.forOneOf(site.slots());
            SpareChildren none = new SpareChildren(site, smaller, threads, 0, 0);
            return new Tools(site, artifacts, smaller, threads, timer, idle, idleMillis, children, none);
        }
    }

    /**
     * How long children are kept that have nothing to do.
     *
     * @param most how many at most that have had something to do
     * @param time how long each of them
     * @param spares how many are started and warmed up before there is a job for them
     */
    public record Idleness(int most, Duration time, int spares) {
        /** What is usual. */
        public static Idleness usual(int spares) {
            return new Idleness(4, Duration.ofSeconds(30), spares);
        }
    }

    /** An executor whose children have the slots of its site. */
    public ChildExecutor(
            JobRuntime.Surroundings surroundings, ChildLaunch launch, Idleness idleness, AttemptListener listener) {
        this.listener = listener;
        this.own = new InProcessExecutor(surroundings, listener, InProcessExecutor.OutOfMemoryPolicy::failAttempt);
        ExecutorService threads = Executors.newCachedThreadPool(Daemons.named("executor-launch"));
        this.tools = new Tools(
                surroundings.site(),
                surroundings.artifacts(),
                launch,
                threads,
                new ScheduledThreadPoolExecutor(1, Daemons.named("executor-timer")),
                new IdleChildren(idleness.most()),
                idleness.time().toMillis(),
                new AtomicInteger(),
                new SpareChildren(surroundings.site(), launch, threads, idleness.spares(), idleness.most()));
        Future<?> unused = tools.timer()
                .scheduleWithFixedDelay(this::lookAtSpares, QUIET_MILLIS, QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** New ones come when nothing has run for a while: to start and to warm up takes from what runs. */
    private void lookAtSpares() {
        boolean isQuiet = jobs.values().stream().noneMatch(ChildJob::isBusy);
        if (isQuiet && wasQuiet) {
            tools.spares().refill();
        }
        wasQuiet = isQuiet;
        tools.spares().retire(TimeUnit.MILLISECONDS.toNanos(tools.idleMillis()));
    }

    @Override
    public void describe(JobDescription job) {
        own.describe(job);
        ChildJob known = jobs.get(job.getJob());
        if (known == null) {
            jobs.put(job.getJob(), new ChildJob(job, tools, listener));
        } else {
            known.describe(job);
            aloneOf(job.getJob()).forEach(one -> one.describe(job));
        }
    }

    private List<ChildJob> aloneOf(String job) {
        return alone.entrySet().stream()
                .filter(one -> one.getKey().getJob().equals(job))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void mapOutputs(MapOutputs changes) {
        ChildJob job = jobs.get(changes.getJob());
        if (job != null) {
            job.mapOutputs(changes);
            aloneOf(changes.getJob()).forEach(one -> one.mapOutputs(changes));
        }
    }

    @Override
    public void start(Assignment assignment) {
        AttemptRef attempt = assignment.getAttempt();
        if (!runsUserCode(attempt)) {
            own.start(assignment);
            return;
        }
        ChildJob job = jobs.get(attempt.getJob());
        if (job == null) {
            listener.finished(Outcomes.failed(
                    attempt,
                    FailureKind.ENVIRONMENT,
                    "the worker was not told what job " + attempt.getJob() + " is",
                    ""));
        } else if (assignment.getAlone()) {
            startAlone(job, assignment);
        } else {
            job.start(assignment);
        }
    }

    private void startAlone(ChildJob job, Assignment assignment) {
        AttemptRef attempt = assignment.getAttempt();
        ChildJob child = job.forOne(tools.forOne(), new LastOf(attempt));
        if (alone.putIfAbsent(attempt, child) == null) {
            child.start(assignment);
        }
    }

    /** Closes the child of an attempt that ran alone, once that has ended. */
    private final class LastOf extends ForwardingListener {
        private final AttemptRef attempt;

        LastOf(AttemptRef attempt) {
            super(listener);
            this.attempt = attempt;
        }

        @Override
        public void finished(Outcome outcome) {
            super.finished(outcome);
            ChildJob child = alone.remove(attempt);
            if (child != null) {
                CompletableFuture<Void> unused = child.close();
            }
        }
    }

    private static boolean runsUserCode(AttemptRef attempt) {
        return attempt.getStage() != TaskStage.PUBLISH && attempt.getStage() != TaskStage.ABORT;
    }

    @Override
    public void stop(AttemptRef attempt) {
        if (!runsUserCode(attempt)) {
            own.stop(attempt);
            return;
        }
        ChildJob job = alone.getOrDefault(attempt, jobs.get(attempt.getJob()));
        if (job != null) {
            job.stop(attempt);
        }
    }

    @Override
    public CompletableFuture<Void> closeJob(String job) {
        CompletableFuture<Void> ownClosed = own.closeJob(job);
        List<CompletableFuture<Void>> all = new ArrayList<>(List.of(ownClosed));
        ChildJob closed = jobs.remove(job);
        if (closed != null) {
            all.add(closed.close());
        }
        aloneOf(job).forEach(one -> all.add(one.close()));
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        CompletableFuture<?>[] ends = jobs.keySet().stream().map(this::closeJob).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(2 * STOP_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the timer kills what is left
        }
        own.close();
        tools.spares().close();
        tools.threads().shutdownNow();
        tools.timer().shutdown();
    }
}
