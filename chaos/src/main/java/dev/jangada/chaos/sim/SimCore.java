package dev.jangada.chaos.sim;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.LeadershipListener;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.master.replication.ReplicatedCore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The replicated core as the leader of one master sees it, on the model of Raft. */
final class SimCore implements ReplicatedCore {
    private static final long READ_WAIT = 150 * Agenda.MILLI;

    private final SimMaster self;
    private final Simulation sim;

    SimCore(SimMaster self, Simulation sim) {
        this.self = self;
        this.sim = sim;
    }

    @Override
    public CompletableFuture<Applied> propose(long term, List<Command> batch) {
        return self.propose(term, batch);
    }

    @Override
    public <T> T read(Function<ClusterState, T> reader) {
        return self.core().read(reader);
    }

    /** As by read-index: a majority must answer this leader after the call, and all committed before must be applied. */
    @Override
    public CompletableFuture<Long> readPoint() {
        CompletableFuture<Long> point = new CompletableFuture<>();
        if (self.readyTerm() == 0) {
            return CompletableFuture.failedFuture(new NotLeadingException(self.id() + " does not lead"));
        }
        long asked = sim.agenda().now();
        long term = self.readyTerm();
        long commit = self.raft().commit();
        sim.agenda().in(READ_WAIT, self, "read point", () -> {
            boolean isConfirmed = self.readyTerm() == term && self.raft().isConfirmedSince(asked);
            if (isConfirmed && self.core().appliedIndex() >= commit) {
                point.complete(self.core().appliedIndex());
            } else {
                sim.reach(Reach.STALE_READ_REFUSED);
                point.completeExceptionally(new NotLeadingException("no majority confirms " + self.id()));
            }
        });
        return point;
    }

    @Override
    public AppliedCore.Place applied() {
        return self.core().applied();
    }

    @Override
    public OptionalLong termAt(long index) {
        long term = self.disk().termAt(index);
        return term < 0 ? OptionalLong.empty() : OptionalLong.of(term);
    }

    @Override
    public Leadership leadership() {
        List<MasterAddress> all = sim.masters().stream()
                .map(master -> new MasterAddress(master.id(), master.id(), master.id(), ""))
                .toList();
        boolean leads = self.readyTerm() != 0;
        return new Leadership(
                self.id(),
                leads ? Leadership.Role.LEADER : Leadership.Role.FOLLOWER,
                self.raft().term(),
                Optional.of(self.raft().leader()).filter(leader -> leader >= 0).map(all::get),
                leads,
                self.core().appliedIndex(),
                self.raft().commit(),
                true,
                all);
    }

    @Override
    public void listen(LeadershipListener listener) {
        throw new UnsupportedOperationException("the simulator begins and ends terms itself");
    }

    @Override
    public CompletableFuture<String> transferLeadership(String to) {
        return CompletableFuture.failedFuture(new NotLeadingException("leadership moves by faults here"));
    }
}
