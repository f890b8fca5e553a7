package dev.jangada.master;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.LeadershipListener;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.master.replication.ReplicatedCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A real coordinator without a log: batches are applied at once, or when the test says so. */
public final class FakeReplicatedCore implements ReplicatedCore {
    public static final MasterAddress SELF = new MasterAddress("m1", "127.0.0.1:7101", "127.0.0.1:7201", "");

    private final Coordinator coordinator = new Coordinator(new ClusterState());
    private final List<List<Command>> batches = new ArrayList<>();
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<Applied>> heldFutures = new ArrayDeque<>();
    private List<MasterAddress> masters = List.of(SELF);
    private Optional<MasterAddress> leader = Optional.of(SELF);
    private Optional<LeadershipListener> listener = Optional.empty();
    private boolean isHolding;
    private boolean isReady = true;
    private long term = 1;
    private long index;

    @Override
    public CompletableFuture<Applied> propose(long proposedTerm, List<Command> batch) {
        CompletableFuture<Applied> future = new CompletableFuture<>();
        synchronized (this) {
            if (proposedTerm != term || !isReady) {
                return CompletableFuture.failedFuture(new NotLeadingException("m1 does not lead " + proposedTerm));
            }
            batches.add(List.copyOf(batch));
            held.add(() -> future.complete(apply(proposedTerm, batch)));
            heldFutures.add(future);
            if (isHolding) {
                return future;
            }
        }
        releaseAll();
        return future;
    }

    private synchronized Applied apply(long proposedTerm, List<Command> batch) {
        index++;
        List<Decision> decisions = new ArrayList<>();
        for (Command command : batch) {
            decisions.add(coordinator.apply(new Stamp(proposedTerm, index, System.currentTimeMillis()), command));
        }
        return new Applied(proposedTerm, index, decisions);
    }

    /** From now on batches wait for {@link #releaseOne} or {@link #release}. */
    public synchronized void hold() {
        isHolding = true;
    }

    /** Applies the oldest batch that waits. */
    public void releaseOne() {
        Runnable next;
        synchronized (this) {
            next = held.remove();
            heldFutures.remove();
        }
        next.run();
    }

    /** Applies all that waits, and from now on at once. */
    public void release() {
        synchronized (this) {
            isHolding = false;
        }
        releaseAll();
    }

    private void releaseAll() {
        while (true) {
            Runnable next;
            synchronized (this) {
                if (held.isEmpty()) {
                    return;
                }
                next = held.remove();
                heldFutures.remove();
            }
            next.run();
        }
    }

    /** How many batches wait. */
    public synchronized int waiting() {
        return held.size();
    }

    /** Every batch that was proposed, oldest first. */
    public synchronized List<List<Command>> batches() {
        return List.copyOf(batches);
    }

    /** The commands of the last batch. */
    public synchronized List<Command> lastBatch() {
        return batches.get(batches.size() - 1);
    }

    /** Another master leads from now on; what waits is lost. */
    public void lose(MasterAddress other) {
        List<CompletableFuture<Applied>> lost;
        synchronized (this) {
            term++;
            isReady = false;
            leader = Optional.of(other);
            masters = List.of(SELF, other);
            lost = List.copyOf(heldFutures);
            held.clear();
            heldFutures.clear();
        }
        lost.forEach(future -> future.completeExceptionally(new NotLeadingException("m1 does not lead any more")));
        listener.ifPresent(LeadershipListener::notLeading);
    }

    /** These masters are members, too. */
    public synchronized void join(MasterAddress... others) {
        List<MasterAddress> joined = new ArrayList<>(masters);
        joined.addAll(List.of(others));
        masters = List.copyOf(joined);
    }

    @Override
    public synchronized AppliedCore.Place applied() {
        return new AppliedCore.Place(term, index);
    }

    @Override
    public synchronized OptionalLong termAt(long at) {
        return at == index ? OptionalLong.of(term) : OptionalLong.empty();
    }

    /** Nobody leads. */
    public synchronized void leaderless() {
        isReady = false;
        leader = Optional.empty();
    }

    /** This master leads the next term. */
    public long nextTerm() {
        synchronized (this) {
            term++;
            isReady = true;
            leader = Optional.of(SELF);
        }
        return term;
    }

    @Override
    public synchronized <T> T read(Function<ClusterState, T> reader) {
        return reader.apply(coordinator.state());
    }

    @Override
    public synchronized CompletableFuture<Long> readPoint() {
        return isReady
                ? CompletableFuture.completedFuture(index)
                : CompletableFuture.failedFuture(new NotLeadingException("no leader confirms the state"));
    }

    @Override
    public synchronized Leadership leadership() {
        Leadership.Role role = isReady ? Leadership.Role.LEADER : Leadership.Role.FOLLOWER;
        return new Leadership(SELF.id(), role, term, leader, isReady, index, index, true, masters);
    }

    @Override
    public void listen(LeadershipListener heard) {
        listener = Optional.of(heard);
    }

    @Override
    public CompletableFuture<String> transferLeadership(String to) {
        return CompletableFuture.failedFuture(new IllegalStateException("there is no other master"));
    }
}
