package dev.jangada.client;

/** A job that was waited for has failed. */
public final class JobFailedException extends JangadaException {

    private static final long serialVersionUID = 1L;

    private final transient JobStatus status;

    /** With the job as it ended. */
    public JobFailedException(JobStatus status) {
        super(status.id() + " (" + status.name() + ") failed: " + status.reason(), null);
        this.status = status;
    }

    /** The job as it ended, with the reason and the end of the failed attempt's log. */
    public JobStatus status() {
        return status;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
