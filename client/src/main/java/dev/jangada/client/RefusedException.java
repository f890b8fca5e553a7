package dev.jangada.client;

import org.jspecify.annotations.Nullable;

/** The leader refused a request. */
public final class RefusedException extends JangadaException {

    private static final long serialVersionUID = 1L;

    /** Why a request is refused. */
    public enum Reason {
        /** There is no such job. */
        UNKNOWN_JOB,
        /** There is no such worker. */
        UNKNOWN_WORKER,
        /** The same token was used for another job. */
        TOKEN_CONFLICT,
        /** Another live job writes to this output. */
        OUTPUT_IN_USE,
        /** The masters do not hold the classes of the job. */
        MISSING_ARTIFACT,
        /** The masters belong to another cluster than the one seen before. */
        WRONG_CLUSTER,
        /** Not possible in the present state. */
        WRONG_STATE,
        /** The request itself is wrong. */
        INVALID,
        /** The request is larger than a fixed bound. */
        LIMIT,
        /** The masters have forgotten what this client has seen acknowledged. */
        DATA_LOSS,
        /** A bound of the master is reached for now. */
        OVERLOADED,
        /** The master failed to do it. */
        INTERNAL
    }

    private final Reason reason;

    /** With the leader's sentence. */
    public RefusedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    @Override
    public boolean retryable() {
        return reason == Reason.OVERLOADED || reason == Reason.MISSING_ARTIFACT;
    }
}
