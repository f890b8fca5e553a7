package dev.jangada.client;

/** A job that was waited for has been cancelled. */
public final class JobCancelledException extends JangadaException {

    private static final long serialVersionUID = 1L;

    private final transient JobStatus status;

    /** With the job as it ended. */
    public JobCancelledException(JobStatus status) {
        super(
                status.id() + " (" + status.name() + ") was cancelled"
                        + (status.reason().isEmpty() ? "" : ": " + status.reason()),
                null);
        this.status = status;
    }

    /** The job as it ended. */
    public JobStatus status() {
        return status;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
