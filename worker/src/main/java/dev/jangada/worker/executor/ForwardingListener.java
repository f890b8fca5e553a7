package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.worker.task.AttemptListener;

/** Tells another listener everything. */
public abstract class ForwardingListener implements AttemptListener {

    private final AttemptListener to;

    /** Tells {@code to}. */
    protected ForwardingListener(AttemptListener to) {
        this.to = to;
    }

    @Override
    public void started(AttemptRef attempt) {
        to.started(attempt);
    }

    @Override
    public void progress(AttemptRef attempt, double fraction) {
        to.progress(attempt, fraction);
    }

    @Override
    public void alive(AttemptRef attempt) {
        to.alive(attempt);
    }

    @Override
    public void planned(PlanChunk chunk) {
        to.planned(chunk);
    }

    @Override
    public void lost(LostOutput lost) {
        to.lost(lost);
    }

    @Override
    public void finished(Outcome outcome) {
        to.finished(outcome);
    }
}
