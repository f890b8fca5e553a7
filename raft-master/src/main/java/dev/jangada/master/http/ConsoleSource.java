package dev.jangada.master.http;

import dev.jangada.master.replication.Leadership;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.WorkerInfo;
import java.util.List;
import java.util.Optional;

/** What the console shows, read from this master's own copy of the state. Thread-safe; every call is quick. */
public interface ConsoleSource {
    /** This master's view of its group. */
    Leadership leadership();

    /** The newest jobs first, at most {@code limit}. */
    List<JobInfo> jobs(int limit);

    /** One job. */
    Optional<JobInfo> job(String id);

    /** What happened to a job and why. */
    Optional<ExplainJobResponse> explain(String id);

    /** All known workers. */
    List<WorkerInfo> workers();

    /** The masters, asked briefly, and the last failover. */
    ListMastersResponse masters();
}
