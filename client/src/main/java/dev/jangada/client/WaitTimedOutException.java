package dev.jangada.client;

import java.time.Duration;

/** The wait is over before the job is; the job goes on. */
public final class WaitTimedOutException extends JangadaException {

    private static final long serialVersionUID = 1L;

    /** With the job and how long it was waited for. */
    public WaitTimedOutException(String job, Duration waited) {
        super(job + " has not ended within " + waited.toMillis() / 1000.0 + " s; it goes on", null);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
