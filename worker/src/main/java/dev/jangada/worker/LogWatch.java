package dev.jangada.worker;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.executor.ForwardingListener;
import dev.jangada.worker.local.LogDirectory;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.AttemptLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the logs of running attempts from time to time and tells what was printed last, so that it is known after the
 * worker has died. A log is read when its length has changed. Thread-safe.
 */
final class LogWatch extends ForwardingListener {

    /** So much of each log is told. */
    static final int TOLD_LENGTH = 2_000;

    private final AttemptListener listener;
    private final LogDirectory logs;
    /** The length of the log of each running attempt when it was last read. */
    private final Map<AttemptRef, Long> running = new ConcurrentHashMap<>();

    LogWatch(AttemptListener listener, LogDirectory logs) {
        super(listener);
        this.listener = listener;
        this.logs = logs;
    }

    @Override
    public void started(AttemptRef attempt) {
        running.put(attempt, 0L);
        super.started(attempt);
    }

    @Override
    public void finished(Outcome outcome) {
        running.remove(outcome.getAttempt());
        super.finished(outcome);
    }

    /** Reads what has changed. Takes a file access for each running attempt. */
    void look() {
        for (AttemptRef attempt : List.copyOf(running.keySet())) {
            Path log = logs.attempt(attempt);
            long length = log.toFile().length();
            Long before = running.get(attempt);
            if (before != null && length != before && running.replace(attempt, before, length)) {
                listener.logged(attempt, Outcomes.tail(AttemptLog.tail(log), TOLD_LENGTH));
            }
        }
    }
}
