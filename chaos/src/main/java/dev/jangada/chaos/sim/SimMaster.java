package dev.jangada.chaos.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.codec.StateCodec;
import dev.jangada.master.leader.Decided;
import dev.jangada.master.leader.JobObserver;
import dev.jangada.master.leader.LeaderEvent;
import dev.jangada.master.leader.LeaderMeters;
import dev.jangada.master.leader.LeaderSettings;
import dev.jangada.master.leader.LeaderSurroundings;
import dev.jangada.master.leader.LeaderTerm;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.LogClock;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.protocol.v1.SavedState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A master's process: the real {@link LeaderTerm} while it leads, the real {@link AppliedCore} always, on a
 * {@link RaftNode} of the model.
 */
final class SimMaster extends Actor {
    private static final long START = 20 * Agenda.MILLI;
    private static final long LONGEST_APPEND = 1_500;
    private static final long LONGEST_REPLY = 300;
    /** Long enough for an election that nobody disturbs. */
    private static final long REGAIN = 5 * Agenda.MILLI;

    private static final long LATE = 400 * Agenda.MILLI;

    private final Simulation sim;
    private final String id;
    private final RaftDisk disk = new RaftDisk();
    private final List<SimStream> streams = new ArrayList<>();
    private final ArrayDeque<LeaderEvent> inbox = new ArrayDeque<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final LeaderMeters meters = new LeaderMeters();
    private AppliedCore core;
    private LogClock clock;
    private @Nullable RaftNode raft;
    private @Nullable LeaderTerm leading;
    private long leadingTerm;
    private long readyTerm;
    private long batches;
    private long skewMillis;
    private long lastAppendAt;
    private long lastReplyAt;
    private boolean isTurnDue;
    private long tickAt;

    private record Pending(long term, CompletableFuture<Applied> future) {}

    SimMaster(int node, Simulation sim) {
        super(node);
        this.sim = sim;
        this.id = "m" + node;
        this.core = new AppliedCore(Simulation.CLUSTER);
        this.clock = newClock();
    }

    private LogClock newClock() {
        return new LogClock(
                () -> Simulation.EPOCH_MILLIS + skewMillis + sim.agenda().millis(), sim.agenda()::millis);
    }

    String id() {
        return id;
    }

    RaftNode raft() {
        RaftNode current = raft;
        if (current == null) {
            throw new IllegalStateException(id + " is dead");
        }
        return current;
    }

    AppliedCore core() {
        return core;
    }

    /** The term in which a leader of the product acts here; 0 for none. */
    long leadingTerm() {
        return leading == null ? 0 : leadingTerm;
    }

    /** Who leads, as this master knows; empty for nobody. */
    String leaderAddress() {
        int leader = raft().leader();
        return leader < 0 ? "" : sim.masters().get(leader).id();
    }

    long readyTerm() {
        return readyTerm;
    }

    /** The process starts, from what the disk has. */
    void start() {
        born();
        core = new AppliedCore(Simulation.CLUSTER);
        clock = newClock();
        if (disk.base() > 0) {
            restore();
            sim.reach(Reach.RESTORED_FROM_SNAPSHOT);
        }
        raft = new RaftNode(this, sim, disk);
    }

    /** The process is killed; it starts again after {@code length}. */
    void crash(long length) {
        if (!isAlive()) {
            return;
        }
        sim.agenda().note("crash", node());
        died();
        raft = null;
        leading = null;
        readyTerm = 0;
        inbox.clear();
        pending.clear();
        isTurnDue = false;
        tickAt = 0;
        if (!sim.choices().goesWrong(Choice.KEEP_UNSYNCED, node(), life(), 0) && disk.loseUnsynced() > 0) {
            sim.reach(Reach.UNSYNCED_TAIL_LOST);
        }
        List<SimStream> broken = List.copyOf(streams);
        streams.clear();
        broken.forEach(stream -> stream.masterDied(this));
        long life = life();
        sim.agenda().in(START + length, "start", () -> {
            if (!isAlive() && life() == life) {
                start();
            }
        });
    }

    void jumpClock(long micros) {
        skewMillis += micros / Agenda.MILLI;
    }

    /** Its raft log and snapshot. */
    RaftDisk disk() {
        return disk;
    }

    /** Takes the state from the disk's snapshot, by the product's codec. */
    void restore() {
        try {
            ClusterState state = ClusterState.of(StateCodec.decode(SavedState.parseFrom(disk.snapshot())));
            core.restore(state, new AppliedCore.Place(disk.baseTerm(), disk.base()));
        } catch (InvalidProtocolBufferException | MalformedMessageException e) {
            throw new Violation(Check.SNAPSHOT_EQUALS_REPLAY, id + " can't read its snapshot", e);
        }
        sim.checks().restored(this, disk.base());
    }

    private void snapshot() {
        AppliedCore.Frozen frozen = core.freeze();
        disk.compact(frozen.index(), StateCodec.encode(frozen.image()).toByteString());
    }

    /** Applies one committed entry. */
    void apply(RaftEntry entry) {
        if (entry.isOfLibrary()) {
            core.passed(new AppliedCore.Place(entry.term(), entry.index()));
            sim.checks().passed(this, entry);
            return;
        }
        AppliedCore.Outcome outcome;
        try {
            outcome = core.apply(
                    new AppliedCore.Place(entry.term(), entry.index()),
                    entry.bytes().asReadOnlyByteBuffer());
        } catch (RuntimeException e) {
            throw new Violation(Check.NO_CRASH, id + " can't apply entry " + entry.index() + ": " + e, e);
        }
        sim.checks().applied(this, entry, outcome);
        boolean isSnapshotDue = sim.schedule().snapshotEvery() > 0
                && entry.index() - disk.base() >= sim.schedule().snapshotEvery();
        if (isSnapshotDue || sim.choices().goesWrong(Choice.SNAPSHOT, node(), entry.index(), 0)) {
            snapshot();
        }
        if (outcome.proposer().equals(id)) {
            if (readyTerm != 0 && sim.choices().goesWrong(Choice.KILL_AFTER_APPLY, node(), entry.index(), 0)) {
                sim.agenda().in(0, this, "kill", () -> crash(0));
                return;
            }
            Pending waiting = pending.get(outcome.batch());
            if (waiting != null && waiting.term() == outcome.leaderTerm()) {
                pending.remove(outcome.batch());
                Applied applied = new Applied(entry.term(), entry.index(), outcome.decisions());
                reply("applied", () -> waiting.future().complete(applied));
            }
        }
    }

    /** The product's futures complete on one thread of their own, in order. */
    private void reply(String what, Runnable then) {
        long now = sim.agenda().now();
        lastReplyAt = Math.max(
                lastReplyAt,
                now
                        + sim.choices()
                                .between(0, LONGEST_REPLY, node(), sim.agenda().done()));
        sim.agenda().in(lastReplyAt - now, this, what, then);
    }

    /** The node of this master leads {@code term} and has applied all before it. */
    void ready(long term) {
        readyTerm = term;
        reply("ready", () -> {
            endTerm("a later term began");
            LeaderSurroundings surroundings = new LeaderSurroundings(
                    id,
                    Simulation.CLUSTER,
                    LeaderSettings.DEFAULT,
                    sim.agenda()::millis,
                    this::logMillis,
                    JobObserver.NONE,
                    (code, message, cause) -> {
                        throw new Violation(Check.NO_CRASH, id + ": " + message);
                    });
            leadingTerm = term;
            leading = new LeaderTerm(term, 0, new SimCore(this, sim), surroundings, meters, event -> {
                if (leadingTerm == term) {
                    tell(event); // what an earlier term hears late is no news to this one
                }
            });
            sim.checks().leading(this, term);
            turnSoon();
        });
    }

    /** The node leads no more. */
    void lostLeadership(String why) {
        if (readyTerm == 0) {
            return;
        }
        long term = readyTerm;
        readyTerm = 0;
        List<Pending> unknown = List.copyOf(pending.values());
        pending.clear();
        boolean isLate = sim.choices().goesWrong(Choice.LATE_OVER, node(), term, 0);
        sim.agenda().in(isLate ? LATE : 0, this, "lost leadership", () -> {
            unknown.forEach(batch -> batch.future().completeExceptionally(new NotLeadingException(why)));
            if (leading != null && leadingTerm == term) {
                endTerm(why);
            }
        });
    }

    private void endTerm(String why) {
        if (leading != null) {
            tell(new LeaderEvent.Over(why));
            turn();
        }
    }

    /** The time of the log, by the product's clock on a wall clock that may jump. */
    private long logMillis() {
        return clock.millis(core.read(ClusterState::timeMillis));
    }

    /** Puts an event into the leader's inbox; one that comes when nobody leads here is answered as the product does. */
    void tell(LeaderEvent event) {
        if (leading == null) {
            refuse(event);
            return;
        }
        inbox.add(event);
        turnSoon();
    }

    private void refuse(LeaderEvent event) {
        if (event instanceof LeaderEvent.Asked asked) {
            asked.answer().completeExceptionally(new NotLeadingException(id + " does not lead"));
        } else if (event instanceof LeaderEvent.Greeted greeted) {
            greeted.channel().end();
        }
    }

    /** Has a command decided, if this master leads. */
    CompletableFuture<Decided> submit(Command command) {
        CompletableFuture<Decided> answer = new CompletableFuture<>();
        tell(new LeaderEvent.Asked(command, answer));
        return answer;
    }

    private void turnSoon() {
        if (!isTurnDue) {
            isTurnDue = true;
            sim.agenda().in(0, this, "turn", this::turn);
        }
    }

    private void turn() {
        isTurnDue = false;
        LeaderTerm current = leading;
        if (current == null) {
            return;
        }
        while (!inbox.isEmpty() && current.over().isEmpty()) {
            current.take(inbox.remove());
        }
        if (current.over().isPresent()) {
            leading = null;
            while (!inbox.isEmpty()) {
                refuse(inbox.remove());
            }
            return;
        }
        current.act();
        long due = sim.agenda().now() + Math.max(0, current.dueInMillis()) * Agenda.MILLI;
        if (tickAt <= sim.agenda().now() || due < tickAt) {
            tickAt = due;
            sim.agenda().in(due - sim.agenda().now(), this, "tick", () -> {
                if (tickAt == sim.agenda().now() || tickAt < sim.agenda().now()) {
                    turn();
                }
            });
        }
    }

    /** The product's {@code RatisNode.propose}: into the local log's queue, if this master leads the term. */
    CompletableFuture<Applied> propose(long term, List<Command> batch) {
        if (!isAlive() || term != readyTerm) {
            return CompletableFuture.failedFuture(new NotLeadingException(id + " does not lead term " + term));
        }
        long number = ++batches + (life() << 32);
        ByteString bytes = LogEntryCodec.encode(
                        new LogEntryCodec.Origin(Simulation.CLUSTER, term, logMillis(), id, number), batch)
                .toByteString();
        CompletableFuture<Applied> future = new CompletableFuture<>();
        pending.put(number, new Pending(term, future));
        long now = sim.agenda().now();
        long delay = sim.choices().between(0, LONGEST_APPEND, node(), number);
        if (sim.choices().goesWrong(Choice.REGAIN_LEADERSHIP, node(), number, 0)) {
            delay += REGAIN;
            sim.agenda().in(0, this, "stand", () -> raft().stand());
        }
        lastAppendAt = Math.max(lastAppendAt, now + delay);
        sim.agenda()
                .in(
                        lastAppendAt - now,
                        this,
                        "propose",
                        () -> append(number, new RaftEntry.Batch(bytes, batch, term, id)));
        return future;
    }

    private void append(long number, RaftEntry.Batch batch) {
        if (raft().leads()) {
            raft().append(batch);
            if (sim.choices().goesWrong(Choice.KILL_AFTER_PROPOSE, node(), number, 0)) {
                sim.agenda().in(0, this, "kill", () -> crash(0));
            }
            return;
        }
        Pending unknown = pending.remove(number);
        if (unknown != null) {
            reply(
                    "unknown",
                    () -> unknown.future()
                            .completeExceptionally(new NotLeadingException(id + " does not lead any more")));
        }
    }

    void opened(SimStream stream) {
        streams.add(stream);
    }

    void closed(SimStream stream) {
        streams.remove(stream);
    }
}
