package dev.jangada.master.http;

import dev.jangada.master.replication.Leadership;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.WorkerInfo;
import java.util.List;
import java.util.Optional;

/** A master that says what the test wants. */
final class FakeConsoleSource implements ConsoleSource {
    volatile Leadership leadership;
    volatile List<JobInfo> jobs = List.of();

    FakeConsoleSource(Leadership leadership) {
        this.leadership = leadership;
    }

    static Leadership leader(String id) {
        var self = new Leadership.MasterAddress(id, "", "", "");
        return new Leadership(id, Leadership.Role.LEADER, 7, Optional.of(self), true, 42, 42, true, List.of(self));
    }

    static Leadership follower(String id, Optional<Leadership.MasterAddress> leader, boolean alive) {
        return new Leadership(id, Leadership.Role.FOLLOWER, 7, leader, false, 41, 41, alive, List.of());
    }

    @Override
    public Leadership leadership() {
        return leadership;
    }

    @Override
    public List<JobInfo> jobs(int limit) {
        return jobs.subList(0, Math.min(limit, jobs.size()));
    }

    @Override
    public Optional<JobInfo> job(String id) {
        return jobs.stream().filter(job -> job.getId().equals(id)).findFirst();
    }

    @Override
    public Optional<ExplainJobResponse> explain(String id) {
        return job(id).map(job ->
                ExplainJobResponse.newBuilder().setJob(job).addFindings("calm").build());
    }

    @Override
    public List<WorkerInfo> workers() {
        return List.of(WorkerInfo.newBuilder().setId("w1").setState("ACTIVE").build());
    }

    @Override
    public ListMastersResponse masters() {
        return ListMastersResponse.newBuilder()
                .addMasters(MasterInfo.newBuilder().setId(leadership.self()))
                .build();
    }
}
