package dev.jangada.engine.task;

/** Asked often by running tasks; must be cheap, such as the read of a volatile field. */
@FunctionalInterface
public interface CancellationCheck {

    /** Never cancels. */
    CancellationCheck NEVER = () -> {};

    /** Returns when the attempt may go on. */
    void check() throws TaskCancelledException;
}
