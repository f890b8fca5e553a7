package dev.jangada.worker.session;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.worker.task.AttemptListener;
import java.util.Queue;
import java.util.function.Consumer;

/** Brings what executors say to the session's thread. Thread-safe, if the inbox is. */
final class InboxReporter implements AttemptListener {

    private final WorkerCore core;
    private final Queue<Runnable> inbox;
    private final SessionMetrics metrics;
    private final Consumer<Assignment> starter;

    /**
     * A reporter.
     *
     * @param starter starts what waited for another attempt to end; called by the session's thread
     */
    InboxReporter(WorkerCore core, Queue<Runnable> inbox, SessionMetrics metrics, Consumer<Assignment> starter) {
        this.core = core;
        this.inbox = inbox;
        this.metrics = metrics;
        this.starter = starter;
    }

    @Override
    public void started(AttemptRef attempt) {
        inbox.add(() -> core.started(attempt));
    }

    @Override
    public void progress(AttemptRef attempt, double fraction) {
        inbox.add(() -> core.progress(attempt, fraction));
    }

    @Override
    public void alive(AttemptRef attempt) {
        inbox.add(() -> core.alive(attempt));
    }

    @Override
    public void logged(AttemptRef attempt, String tail) {
        inbox.add(() -> core.logged(attempt, tail));
    }

    @Override
    public void planned(PlanChunk chunk) {
        inbox.add(() -> core.planned(chunk));
    }

    @Override
    public void lost(LostOutput lost) {
        inbox.add(() -> core.lost(lost));
    }

    @Override
    public void finished(Outcome outcome) {
        inbox.add(() -> {
            switch (outcome.getOutcomeCase()) {
                case COMMITTED -> metrics.committed().mark();
                case FAILED -> metrics.failed().mark();
                case RELEASED, OUTCOME_NOT_SET -> metrics.released().mark();
            }
            core.finished(outcome).forEach(starter);
        });
    }
}
