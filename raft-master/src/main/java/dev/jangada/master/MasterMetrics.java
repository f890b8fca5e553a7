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
import dev.jangada.master.replication.Leadership;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What a master measures of itself, under the names that {@code /metrics} shows; a meter's gets {@code _total} there.
 * What only a leader knows is zero elsewhere.
 */
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
        addRaft(metrics);
        metrics.put("jangada_leader_commands", seat.meters().commands());
        metrics.put("jangada_leader_assignments", seat.meters().assignments());
        metrics.put("jangada_leader_waiting_commands", session(LeaderSession::waitingCommands));
        metrics.put(
                "jangada_workers_attached", session(session -> session.soft().attachedWorkers()));
        metrics.put(
                "jangada_workers_trusted",
                state(state ->
                        state.workers().stream().filter(Worker::isTrusted).count()));
        metrics.put("jangada_jobs_live", state(state -> state.liveJobs().size()));
        metrics.put("jangada_jobs_submitted", state(ClusterState::jobsSubmitted));
        metrics.put(
                "jangada_attempts_live",
                state(state -> state.liveJobs().stream()
                        .map(Job::counts)
                        .mapToLong(counts -> counts.live())
                        .sum()));
        return metrics;
    }

    private void addRaft(Map<String, Metric> metrics) {
        metrics.put("jangada_raft_is_leader", raft(now -> now.leaderReady() ? 1 : 0));
        metrics.put("jangada_raft_term", raft(Leadership::term));
        metrics.put("jangada_raft_applied_index", raft(Leadership::appliedIndex));
        metrics.put("jangada_raft_commit_index", raft(Leadership::commitIndex));
        metrics.put("jangada_raft_commit_lag", raft(now -> Math.max(0, replica.lastIndex() - now.commitIndex())));
        metrics.put("jangada_raft_elections", library("ratis.leader_election.electionCount"));
        metrics.put("jangada_raft_log_sync_p50_seconds", library("ratis.log_worker.syncTime.p50.seconds"));
        metrics.put("jangada_raft_log_sync_p99_seconds", library("ratis.log_worker.syncTime.p99.seconds"));
    }

    private Gauge<Long> raft(ToLongFunction<Leadership> reader) {
        return () -> reader.applyAsLong(replica.leadership());
    }

    private Gauge<Double> library(String name) {
        return () -> replica.metrics().now(name);
    }

    private Gauge<Long> session(ToLongFunction<LeaderSession> reader) {
        return () -> seat.session().map(reader::applyAsLong).orElse(0L);
    }

    private Gauge<Long> state(ToLongFunction<ClusterState> reader) {
        return () -> replica.read(reader::applyAsLong);
    }
}
