package dev.jangada.master;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.MetricSet;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.master.leader.LeaderSeat;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.ratis.RatisNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What a master measures of itself. */
final class MasterMetrics implements MetricSet {
    private final RatisNode replica;
    private final LeaderSeat seat;

    private MasterMetrics(RatisNode replica, LeaderSeat seat) {
        this.replica = replica;
        this.seat = seat;
    }

    static MetricRegistry of(RatisNode replica, LeaderSeat seat) {
        MetricRegistry registry = new MetricRegistry();
        registry.registerAll(new MasterMetrics(replica, seat));
        return registry;
    }

    @Override
    public Map<String, Metric> getMetrics() {
        Map<String, Metric> metrics = new TreeMap<>();
        metrics.put("jangada.leading", gauge(() -> replica.leadership().leaderReady() ? 1 : 0));
        metrics.put("jangada.term", gauge(() -> replica.leadership().term()));
        metrics.put("jangada.applied_index", gauge(() -> replica.leadership().appliedIndex()));
        metrics.put("jangada.commit_index", gauge(() -> replica.leadership().commitIndex()));
        metrics.put(
                "jangada.waiting_commands",
                gauge(() -> seat.session().map(LeaderSession::waitingCommands).orElse(0)));
        metrics.put("jangada.jobs.live", state(state -> state.liveJobs().size()));
        metrics.put("jangada.jobs.submitted", state(ClusterState::jobsSubmitted));
        metrics.put("jangada.terms", state(state -> state.terms().size()));
        metrics.put(
                "jangada.workers.trusted",
                state(state ->
                        state.workers().stream().filter(Worker::isTrusted).count()));
        metrics.put(
                "jangada.attempts.live",
                state(state -> state.liveJobs().stream()
                        .map(Job::counts)
                        .mapToLong(counts -> counts.live())
                        .sum()));
        return metrics;
    }

    private static Gauge<Long> gauge(Reading reading) {
        return reading::now;
    }

    private Gauge<Long> state(ToLongFunction<ClusterState> reader) {
        return () -> replica.read(reader::applyAsLong);
    }

    private interface Reading {
        long now();
    }
}
