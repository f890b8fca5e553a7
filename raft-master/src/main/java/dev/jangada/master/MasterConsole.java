package dev.jangada.master;

import dev.jangada.api.JobId;
import dev.jangada.master.grpc.ClientService;
import dev.jangada.master.grpc.LeaderGate;
import dev.jangada.master.http.ConsoleSource;
import dev.jangada.master.leader.LeaderSurroundings;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.view.Explanation;
import dev.jangada.master.view.JobView;
import dev.jangada.master.view.WorkerView;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.WorkerInfo;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What the console shows, from this master's own copy of the state. */
final class MasterConsole implements ConsoleSource {
    private final LeaderGate gate;
    private final ClientService clients;

    MasterConsole(LeaderGate gate, ClientService clients) {
        this.gate = gate;
        this.clients = clients;
    }

    @Override
    public Leadership leadership() {
        return gate.core().leadership();
    }

    @Override
    public List<JobInfo> jobs(int limit) {
        return gate.core().read(state -> JobView.newest(state, gate.soft(), limit));
    }

    @Override
    public Optional<JobInfo> job(String id) {
        return parsed(id)
                .flatMap(job ->
                        gate.core().read(state -> state.job(job).map(found -> JobView.whole(found, gate.soft()))));
    }

    @Override
    public Optional<ExplainJobResponse> explain(String id) {
        return parsed(id)
                .flatMap(job -> gate.core()
                        .read(state -> state.job(job)
                                .map(found -> Explanation.of(found, state, gate.soft(), ZoneId.systemDefault())
                                        .build())));
    }

    @Override
    public List<WorkerInfo> workers() {
        return gate.core().read(state -> WorkerView.all(state, gate.soft(), LeaderSurroundings.monotonicMillis()));
    }

    @Override
    public ListMastersResponse masters() {
        return clients.masters().join();
    }

    private static Optional<JobId> parsed(String id) {
        try {
            return Optional.of(new JobId(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // nothing has such a name
        }
    }
}
