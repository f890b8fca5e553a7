package dev.jangada.worker.session;

import dev.jangada.protocol.v1.ErrorCode;

/**
 * The masters have no place for this worker, and trying again cannot help: it belongs to another cluster, or another
 * process runs under its id. The message is a sentence for people, with the remedy.
 */
public final class WorkerRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** With the masters' reason. */
    public WorkerRefusedException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** The masters' reason. */
    public ErrorCode code() {
        return code;
    }
}
