package dev.jangada.worker.session;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import java.util.Queue;

/**
 * What the session counts.
 *
 * @param attached how often a leader took the worker in
 * @param reports the reports sent
 * @param committed the attempts that succeeded
 * @param failed the attempts that failed
 * @param released the attempts that were stopped or given back
 */
record SessionMetrics(Counter attached, Meter reports, Meter committed, Meter failed, Meter released) {

    static SessionMetrics in(MetricRegistry registry, Queue<?> inbox) {
        registry.register("worker.session.inbox", (Gauge<Integer>) inbox::size);
        return new SessionMetrics(
                registry.counter("worker.session.attached"),
                registry.meter("worker.session.reports"),
                registry.meter("worker.attempts.committed"),
                registry.meter("worker.attempts.failed"),
                registry.meter("worker.attempts.released"));
    }
}
