package dev.jangada.worker.task;

import dev.jangada.engine.task.ProgressSink;
import dev.jangada.protocol.v1.AttemptRef;

/** Passes progress on in steps that somebody may notice. Used by the attempt's thread. */
final class ProgressSteps implements ProgressSink {

    private static final double STEP = 0.02;

    private final AttemptRef attempt;
    private final AttemptListener listener;
    private double told;

    ProgressSteps(AttemptRef attempt, AttemptListener listener) {
        this.attempt = attempt;
        this.listener = listener;
    }

    @Override
    public void progress(double fraction) {
        if (fraction >= told + STEP) {
            told = fraction;
            listener.progress(attempt, Math.min(1, fraction));
        }
    }
}
