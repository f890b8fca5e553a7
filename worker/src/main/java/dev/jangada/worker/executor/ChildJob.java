package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ExecutorCommand;
import dev.jangada.protocol.v1.ExecutorEvent;
import dev.jangada.protocol.v1.ExecutorLastWords;
import dev.jangada.protocol.v1.ExecutorSetup;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.JobClosed;
import dev.jangada.protocol.v1.JobClosing;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PoisonRecord;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.local.JobDirectory;
import dev.jangada.worker.shuffle.MapOutputTable;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.AttemptLog;
import dev.jangada.worker.task.RecordMark;
import dev.jangada.worker.task.TaskSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job and its child JVM, which is had with the first attempt, ready or started for it, and again after it has died. The
 * object's lock guards its state; the listener is called without it.
 */
final class ChildJob implements ChildProcess.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ChildJob.class);

    private final ChildExecutor.Tools tools;
    private final AttemptListener listener;
    private final MapOutputTable outputs;
    private final Map<AttemptRef, Assignment> running = new LinkedHashMap<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private JobDescription description;
    private @Nullable ChildProcess child;
    private @Nullable ExecutorLastWords lastWords;
    private @Nullable AttemptRef killedFor;
    private boolean launching;
    private boolean closing;
    /** Children that were told to end because they were idle, and have not ended yet. */
    private int retiring;
    /** Counts the changes between idle and busy. */
    private long idleTurn;

    /** Of {@link #running}, those whose user code the child has begun to run. */
    private final Set<AttemptRef> begun = new HashSet<>();
    /** The number of the present child, or the last one, among all of the worker. */
    private int number;

    ChildJob(JobDescription description, ChildExecutor.Tools tools, AttemptListener listener) {
        this.description = description;
        this.tools = tools;
        this.listener = listener;
        this.outputs = new MapOutputTable(description.getJob());
    }

    /** The same job as it is known now, for an attempt that gets a child of its own. */
    synchronized ChildJob forOne(ChildExecutor.Tools ownTools, AttemptListener ownListener) {
        ChildJob one = new ChildJob(description, ownTools, ownListener);
        one.outputs.apply(outputs.snapshot());
        return one;
    }

    synchronized void describe(JobDescription newer) {
        description = newer;
        send(ExecutorCommand.newBuilder().setDescribe(newer).build());
    }

    synchronized void mapOutputs(MapOutputs changes) {
        outputs.apply(changes);
        send(ExecutorCommand.newBuilder().setMapOutputs(changes).build());
    }

    synchronized void start(Assignment assignment) {
        if (closing || running.putIfAbsent(assignment.getAttempt(), assignment) != null) {
            return;
        }
        idleTurn++;
        tools.idle().remove(this);
        if (child != null) {
            child.send(ExecutorCommand.newBuilder().setStart(assignment).build());
        } else if (!launching) {
            launching = true;
            tools.threads().execute(this::launch);
        }
    }

    private void send(ExecutorCommand command) {
        if (child != null) {
            child.send(command);
        }
    }

    /** Runs in a thread of its own: fetching artifacts and forking may take long. */
    private void launch() {
        try {
            JobDescription described;
            synchronized (this) {
                described = description;
                number = tools.children().incrementAndGet();
            }
            List<Path> jars = tools.artifacts().paths(described.getRequest().getArtifactsList());
            TaskSite site = tools.site();
            Path log = executorLog();
            List<String> digests = described.getRequest().getArtifactsList();
            Optional<ChildProcess> spare = tools.spares().take(digests, log);
            attach(spare.isPresent() ? spare.get() : startNew(log), setup(site, jars));
            noticeIdle();
        } catch (IOException e) {
            launchFailed(e);
        }
    }

    private ChildProcess startNew(Path log) throws IOException {
        List<String> command =
                tools.launch().command(tools.site().slots(), tools.site().logs().path());
        return ChildProcess.start(command, log);
    }

    private synchronized Path executorLog() {
        return tools.site().logs().executor(description.getJob(), number);
    }

    private static ExecutorSetup setup(TaskSite site, List<Path> jars) {
        ExecutorSetup.Builder setup = ExecutorSetup.newBuilder()
                .setWorker(site.worker())
                .setMachine(site.machine())
                .setDirectory(site.directory().toString())
                .setSlots(site.slots())
                .setAttemptMemoryBytes(site.attemptMemoryBytes());
        jars.forEach(jar -> setup.addArtifacts(jar.toString()));
        return setup.build();
    }

    private synchronized void attach(ChildProcess started, ExecutorSetup setup) {
        launching = false;
        child = started;
        killedFor = null;
        lastWords = null;
        boolean isNew = !started.hasBegun();
        started.begin(this); // before it is given work: its answer is for this job
        if (isNew) {
            started.send(ExecutorCommand.newBuilder().setSetup(setup).build());
        }
        started.send(ExecutorCommand.newBuilder().setDescribe(description).build());
        if (outputs.version() > 0) {
            started.send(ExecutorCommand.newBuilder()
                    .setMapOutputs(outputs.snapshot())
                    .build());
        }
        running.values()
                .forEach(assignment -> started.send(
                        ExecutorCommand.newBuilder().setStart(assignment).build()));
        if (closing) {
            started.end();
            killLater(started);
        }
    }

    private void launchFailed(IOException e) {
        List<AttemptRef> victims;
        synchronized (this) {
            launching = false;
            victims = new ArrayList<>(running.keySet());
            running.clear();
        }
        for (AttemptRef victim : victims) {
            String message = "the executor for the job could not be started: " + e.getMessage();
            listener.finished(Outcomes.failed(victim, FailureKind.ENVIRONMENT, message, ""));
        }
        completeIfClosed();
    }

    void stop(AttemptRef attempt) {
        boolean isUnsent;
        synchronized (this) {
            isUnsent = child == null && running.remove(attempt) != null;
            if (!isUnsent && running.containsKey(attempt)) {
                ChildProcess current = child;
                send(ExecutorCommand.newBuilder().setStop(attempt).build());
                after(Executor.STOP_GRACE_MILLIS, () -> killFor(current, attempt));
            }
        }
        if (isUnsent) {
            listener.finished(Outcomes.released(attempt, "stopped before it began"));
        }
    }

    /** A thread cannot be killed; the JVM can. The other attempts in it are given back. */
    private synchronized void killFor(@Nullable ChildProcess asked, AttemptRef attempt) {
        if (asked != null && asked.equals(child) && running.containsKey(attempt)) {
            killedFor = attempt;
            asked.kill();
        }
    }

    CompletableFuture<Void> close() {
        List<AttemptRef> unsent = new ArrayList<>();
        synchronized (this) {
            closing = true;
            tools.idle().remove(this);
            if (child != null && running.isEmpty() && killedFor == null) {
                ChildProcess asked = child;
                asked.send(ExecutorCommand.newBuilder()
                        .setClose(JobClosing.newBuilder().setJob(description.getJob()))
                        .build());
                after(Executor.STOP_GRACE_MILLIS, () -> endIfStillHere(asked));
            } else if (child != null) {
                child.end();
                killLater(child);
            } else {
                unsent.addAll(running.keySet());
                running.clear();
            }
        }
        unsent.forEach(attempt -> listener.finished(Outcomes.released(attempt, "its job is closed")));
        completeIfClosed();
        return closed;
    }

    /** One that does not say in time what is left in it is not to be used again. */
    private synchronized void endIfStillHere(ChildProcess asked) {
        if (asked.equals(child)) {
            asked.end();
            killLater(asked);
        }
    }

    /** The child has closed this job. If nothing is left of it, another job may have the child. */
    private void closedIn(ChildProcess from, JobClosed answer) {
        boolean isFree = answer.getLeft().isEmpty();
        synchronized (this) {
            if (!from.equals(child)) {
                return;
            }
            if (isFree) {
                child = null;
            } else {
                LOG.debug("the executor of {} is not used again: it has left {}", answer.getJob(), answer.getLeft());
                from.end();
                killLater(from);
            }
        }
        if (isFree) {
            tools.spares().giveBack(from, description.getRequest().getArtifactsList());
        }
        completeIfClosed();
    }

    /** If the child has nothing to do: lets it wait a while for more, unless too many children wait already. */
    private void noticeIdle() {
        synchronized (this) {
            if (!isIdle()) {
                return;
            }
            long turn = ++idleTurn;
            after(tools.idleMillis(), () -> retire(turn));
        }
        // Without the lock, since the child that has to go may be that of another job.
        tools.idle().add(this).ifPresent(ChildJob::retireIfIdle);
    }

    /** Whether attempts run or wait. */
    synchronized boolean isBusy() {
        return !running.isEmpty();
    }

    private boolean isIdle() {
        return child != null && !closing && running.isEmpty();
    }

    private synchronized void retire(long turn) {
        if (turn == idleTurn) {
            retireIfIdle();
        }
    }

    /** Ends the child, which may hold a whole heap; the next attempt gets another one. */
    private synchronized void retireIfIdle() {
        ChildProcess idle = child;
        if (idle != null && isIdle()) {
            tools.idle().remove(this);
            child = null;
            retiring++;
            idle.end();
            killLater(idle);
        }
    }

    private void killLater(ChildProcess ended) {
        after(Executor.STOP_GRACE_MILLIS, ended::kill);
    }

    private void after(long millis, Runnable action) {
        Future<?> unused = tools.timer().schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    private synchronized void completeIfClosed() {
        if (closing && child == null && !launching && retiring == 0) {
            closed.complete(null);
        }
    }

    @Override
    public void event(ChildProcess from, ExecutorEvent event) {
        switch (event.getEventCase()) {
            case STARTED -> {
                synchronized (this) {
                    begun.add(event.getStarted());
                }
                listener.started(event.getStarted());
            }
            case PROGRESS ->
                listener.progress(
                        event.getProgress().getAttempt(), event.getProgress().getFraction());
            case ALIVE -> listener.alive(event.getAlive());
            case PLANNED -> listener.planned(event.getPlanned());
            case LOST -> listener.lost(event.getLost());
            case CLOSED -> closedIn(from, event.getClosed());
            case FINISHED -> finished(event.getFinished());
            case LAST_WORDS -> {
                synchronized (this) {
                    lastWords = event.getLastWords();
                }
                killLater(from); // a shutdown hook of user code might never end
            }
            case EVENT_NOT_SET -> {
                // nothing that this build knows
            }
        }
    }

    private void finished(Outcome outcome) {
        boolean isKnown;
        synchronized (this) {
            isKnown = running.remove(outcome.getAttempt()) != null;
            begun.remove(outcome.getAttempt());
        }
        if (isKnown) {
            listener.finished(outcome);
            noticeIdle();
        }
    }

    @Override
    public void ended(ChildProcess dead, int exitCode, @Nullable String stray) {
        List<Outcome> outcomes = new ArrayList<>();
        synchronized (this) {
            if (!dead.equals(child)) {
                retiring--;
                completeIfClosed();
                return;
            }
            child = null;
            tools.idle().remove(this);
            ChildDeath death = new ChildDeath(
                    exitCode,
                    lastWords,
                    stray,
                    tools.launch().heapBytes(),
                    tools.site().slots());
            begun.retainAll(running.keySet());
            Blame blame = Blame.of(death, running.keySet(), begun);
            running.keySet().forEach(victim -> outcomes.add(outcomeOf(victim, blame)));
            begun.clear();
            running.clear();
        }
        outcomes.forEach(listener::finished);
        completeIfClosed();
    }

    private Outcome outcomeOf(AttemptRef victim, Blame blame) {
        if (closing) {
            return Outcomes.released(victim, "its job is closed");
        }
        if (killedFor != null) {
            return Outcomes.released(
                    victim,
                    killedFor.equals(victim)
                            ? "stopped the hard way: it did not stop within " + Executor.STOP_GRACE_MILLIS + " ms"
                            : "its executor was ended because " + AttemptNames.text(killedFor) + " did not stop");
        }
        Optional<FailureKind> kind = blame.kind(victim);
        if (kind.isEmpty()) {
            return Outcomes.released(victim, blame.sentence(victim));
        }
        String tail = AttemptLog.tail(tools.site().logs().attempt(victim));
        String executorTail = AttemptLog.tail(executorLog());
        String log = executorTail.isEmpty() ? tail : tail + "\n--- the executor ---\n" + executorTail;
        Outcome failed = Outcomes.failed(victim, kind.get(), blame.sentence(victim), log);
        return kind.get() == FailureKind.EXECUTOR_DIED
                ? lastRecord(victim).map(record -> Outcomes.at(failed, record)).orElse(failed)
                : failed;
    }

    /** Which record user code of an attempt was given last, if the job lets records be skipped. */
    private Optional<PoisonRecord> lastRecord(AttemptRef victim) {
        TaskSite site = tools.site();
        JobDirectory directory = JobDirectory.of(site.directory(), site.worker().getEpoch(), victim.getJob());
        return RecordMark.read(directory.mark(victim));
    }
}
