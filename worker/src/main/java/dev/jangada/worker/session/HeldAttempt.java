package dev.jangada.worker.session;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attempt that the leader gave to this worker and has not settled. Owned by the {@link WorkerCore}. */
final class HeldAttempt {

    final AttemptRef attempt;
    final List<PlanChunk> chunks = new ArrayList<>();
    boolean isStarted;
    boolean isStartTold;
    double progress;
    double progressTold;
    boolean isAlive;
    int chunksTold;
    /** What it printed last; empty if nothing. */
    String log = "";

    boolean isLogTold = true;

    @Nullable
    Outcome outcome;

    boolean isOutcomeTold;

    HeldAttempt(AttemptRef attempt) {
        this.attempt = attempt;
    }

    /** Everything is to be told again, to another stream. */
    void untell() {
        isStartTold = false;
        progressTold = 0;
        chunksTold = 0;
        isLogTold = log.isEmpty();
        isOutcomeTold = false;
    }

    /** Whether it takes a slot. */
    boolean isRunning() {
        return outcome == null;
    }
}
