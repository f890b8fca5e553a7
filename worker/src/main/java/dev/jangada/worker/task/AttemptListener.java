package dev.jangada.worker.task;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;

/** Is told what becomes of attempts. Called from any thread; must not block. */
public interface AttemptListener {

    /** The attempt runs now. */
    void started(AttemptRef attempt);

    /** The attempt is so far, from 0 to 1. */
    void progress(AttemptRef attempt, double fraction);

    /** The attempt does something, whether or not it is further than before; told every half second or so. */
    void alive(AttemptRef attempt);

    /** A running attempt has printed more; {@code tail} is the end of it all. Of interest to few. */
    default void logged(AttemptRef attempt, String tail) {}

    /** A PLAN attempt found splits; called in order. */
    void planned(PlanChunk chunk);

    /** A reduce attempt could not read a map output. */
    void lost(LostOutput lost);

    /** The attempt has ended; the last call for it. */
    void finished(Outcome outcome);
}
