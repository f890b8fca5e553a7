package dev.jangada.chaos.sim;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/**
 * One master's part in a small Raft (Ongaro and Ousterhout, ATC 2014): elections, replication, commitment by a majority
 * of synced copies, snapshots to those that lag. It stands for the library that the product uses; that is not simulated.
 * Messages are datagrams of the {@link SimNetwork}.
 */
final class RaftNode {
    private static final long TICK = 100 * Agenda.MILLI;
    private static final long SHORTEST_PATIENCE = 400;
    private static final long LONGEST_PATIENCE = 900;
    private static final long LEADER_PATIENCE = 1_000 * Agenda.MILLI;
    private static final long SYNC = 400;
    private static final int ENTRIES_A_MESSAGE = 20;

    private final SimMaster self;
    private final Simulation sim;
    private final RaftDisk disk;
    private final Agenda agenda;
    private final long[] next;
    private final long[] match;
    /** When the last message was sent that each other has answered. */
    private final long[] heardFrom;

    private Role role = Role.FOLLOWER;
    private int leader = -1;
    private long commit;
    private long heard;
    private long patience;
    private long voters;
    private long elections;
    private long beganTermAt;

    private enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    RaftNode(SimMaster self, Simulation sim, RaftDisk disk) {
        this.self = self;
        this.sim = sim;
        this.disk = disk;
        this.agenda = sim.agenda();
        int masters = sim.masters().size();
        this.next = new long[masters];
        this.match = new long[masters];
        this.heardFrom = new long[masters];
        this.commit = disk.base();
        hearAgain(agenda.now());
        agenda.in(TICK, self, "raft tick", this::tick);
    }

    boolean leads() {
        return role == Role.LEADER;
    }

    long term() {
        return disk.term;
    }

    long commit() {
        return commit;
    }

    /** Who leads, as far as is known here; -1 for nobody. */
    int leader() {
        return leader;
    }

    /** Whether a majority has confirmed lately that this node leads: what a read waits for. */
    boolean isConfirmedSince(long moment) {
        if (role != Role.LEADER) {
            return false;
        }
        int confirmed = 1;
        for (int i = 0; i < heardFrom.length; i++) {
            confirmed += i != self.node() && heardFrom[i] >= moment ? 1 : 0;
        }
        return confirmed >= majority();
    }

    private int majority() {
        return sim.masters().size() / 2 + 1;
    }

    private void hearAgain(long from) {
        heard = from;
        patience = Agenda.MILLI
                * sim.choices().between(SHORTEST_PATIENCE, LONGEST_PATIENCE, self.node(), 7_000 + elections++);
    }

    private void tick() {
        agenda.in(TICK, self, "raft tick", this::tick);
        if (role == Role.LEADER) {
            if (sim.masters().size() > 1
                    && !isConfirmedSince(agenda.now() - LEADER_PATIENCE)
                    && agenda.now() - beganTermAt > LEADER_PATIENCE) {
                stepDown("no majority answers");
                return;
            }
            broadcast();
        } else if (agenda.now() - heard > patience) {
            stand();
        }
    }

    /** Stands for election in the next term. */
    void stand() {
        if (role == Role.LEADER) {
            stepDown("it stands again");
        }
        role = Role.CANDIDATE;
        disk.term++;
        disk.votedFor = self.node();
        leader = -1;
        voters = 1L << self.node();
        hearAgain(agenda.now());
        if (Long.bitCount(voters) >= majority()) {
            lead();
            return;
        }
        long term = disk.term;
        long lastIndex = disk.lastIndex();
        long lastTerm = disk.lastTerm();
        for (SimMaster other : sim.masters()) {
            if (other != self) {
                sim.network()
                        .datagram(
                                self.node(), other, "vote?", () -> other.raft().asked(self, term, lastIndex, lastTerm));
            }
        }
    }

    private void asked(SimMaster candidate, long term, long lastIndex, long lastTerm) {
        adopt(term);
        boolean isUpToDate =
                lastTerm > disk.lastTerm() || (lastTerm == disk.lastTerm() && lastIndex >= disk.lastIndex());
        boolean isGiven = term == disk.term
                && isUpToDate
                && (disk.votedFor < 0 || disk.votedFor == candidate.node())
                && role == Role.FOLLOWER;
        if (isGiven) {
            disk.votedFor = candidate.node();
            hearAgain(agenda.now());
        }
        long answer = disk.term;
        sim.network()
                .datagram(self.node(), candidate, "vote", () -> candidate.raft().voted(self, answer, isGiven));
    }

    private void voted(SimMaster voter, long term, boolean isGiven) {
        adopt(term);
        if (role == Role.CANDIDATE && term == disk.term && isGiven) {
            voters |= 1L << voter.node(); // the same vote may come twice
            if (Long.bitCount(voters) >= majority()) {
                lead();
            }
        }
    }

    private void adopt(long term) {
        if (term > disk.term) {
            disk.term = term;
            disk.votedFor = -1;
            if (role == Role.LEADER) {
                stepDown("there is a later term");
            }
            role = Role.FOLLOWER;
        }
    }

    private void stepDown(String why) {
        role = Role.FOLLOWER;
        leader = -1;
        hearAgain(agenda.now());
        agenda.note("steps down", self.node());
        self.lostLeadership(why);
    }

    private void lead() {
        role = Role.LEADER;
        leader = self.node();
        beganTermAt = agenda.now();
        agenda.note("leads term", disk.term);
        Arrays.fill(next, disk.lastIndex() + 1);
        Arrays.fill(match, 0);
        sim.checks().elected(disk.term, self.node());
        append(RaftEntry.LIBRARY);
    }

    /** Appends an entry as the leader. */
    void append(RaftEntry.Batch batch) {
        RaftEntry entry = new RaftEntry(disk.lastIndex() + 1, disk.term, batch);
        disk.append(entry);
        syncSoon();
        broadcast();
    }

    private void syncSoon() {
        long index = disk.lastIndex();
        long term = disk.term;
        agenda.in(SYNC, self, "sync", () -> {
            if (role == Role.LEADER && disk.term == term) {
                disk.sync(index);
                match[self.node()] = Math.max(match[self.node()], disk.synced());
                advance();
            }
        });
    }

    private void broadcast() {
        for (SimMaster other : sim.masters()) {
            if (other != self) {
                send(other);
            }
        }
    }

    private void send(SimMaster other) {
        int to = other.node();
        long term = disk.term;
        long committed = commit;
        if (next[to] <= disk.base()) {
            long index = disk.base();
            long entryTerm = disk.baseTerm();
            ByteString state = disk.snapshot();
            next[to] = index + 1;
            long sentAt = agenda.now();
            sim.network()
                    .datagram(
                            self.node(),
                            other,
                            "snapshot",
                            () -> other.raft().installed(self, new Install(term, sentAt, index, entryTerm, state)));
            return;
        }
        long previous = next[to] - 1;
        long previousTerm = disk.termAt(previous);
        List<RaftEntry> entries = disk.from(next[to], ENTRIES_A_MESSAGE);
        next[to] += entries.size(); // goes on at once; an answer puts it right
        Append message = new Append(term, agenda.now(), previous, previousTerm, entries, committed);
        sim.network().datagram(self.node(), other, "append", () -> other.raft().appended(self, message));
    }

    private record Append(
            long term, long sentAt, long previous, long previousTerm, List<RaftEntry> entries, long commit) {}

    private void appended(SimMaster from, Append message) {
        if (!accepts(from, message.term)) {
            answer(from, message.sentAt, false, 0);
            return;
        }
        if (message.previous < disk.base()) {
            answer(from, message.sentAt, true, commit); // old news: all up to the commit index is certainly here
            return;
        }
        if (disk.termAt(message.previous) != message.previousTerm) {
            answer(from, message.sentAt, false, Math.min(disk.lastIndex(), message.previous - 1));
            return;
        }
        for (RaftEntry entry : message.entries) {
            if (disk.termAt(entry.index()) != entry.term()) {
                if (entry.index() <= disk.lastIndex()) {
                    sim.checks().truncated(self.node(), entry.index() - 1, commit);
                    disk.truncate(entry.index() - 1);
                }
                disk.append(entry);
            }
        }
        long known = message.previous + message.entries.size();
        long committed = Math.min(message.commit, known);
        if (disk.synced() >= known) {
            answer(from, message.sentAt, true, known);
        } else {
            long term = message.term;
            agenda.in(SYNC, self, "sync", () -> {
                if (disk.term == term && role == Role.FOLLOWER) {
                    disk.sync(known);
                    answer(from, message.sentAt, true, known);
                }
            });
        }
        commitUpTo(committed);
    }

    private boolean accepts(SimMaster from, long term) {
        adopt(term);
        if (term < disk.term) {
            return false;
        }
        role = Role.FOLLOWER;
        leader = from.node();
        hearAgain(agenda.now());
        return true;
    }

    private record Install(long term, long sentAt, long index, long entryTerm, ByteString state) {}

    private void installed(SimMaster from, Install message) {
        long index = message.index;
        if (!accepts(from, message.term)) {
            answer(from, message.sentAt, false, 0);
            return;
        }
        if (index > commit) {
            if (disk.termAt(index) == message.entryTerm) {
                commitUpTo(index); // the entries are here: no need for the snapshot
            } else {
                disk.install(index, message.entryTerm, message.state);
                commit = index;
                self.restore();
                sim.reach(Reach.SNAPSHOT_INSTALLED);
            }
        }
        answer(from, message.sentAt, true, Math.max(index, commit));
    }

    private void answer(SimMaster to, long sentAt, boolean isMatch, long index) {
        long term = disk.term;
        sim.network()
                .datagram(
                        self.node(),
                        to,
                        "appended",
                        () -> to.raft().answered(self, new Answer(term, sentAt, isMatch, index)));
    }

    private record Answer(long term, long sentAt, boolean isMatch, long index) {}

    private void answered(SimMaster from, Answer answer) {
        adopt(answer.term);
        if (role != Role.LEADER || answer.term != disk.term) {
            return;
        }
        int peer = from.node();
        heardFrom[peer] = Math.max(heardFrom[peer], answer.sentAt);
        if (answer.isMatch) {
            match[peer] = Math.max(match[peer], answer.index);
            if (next[peer] <= match[peer]) {
                next[peer] = match[peer] + 1;
            }
            advance();
            if (next[peer] <= disk.lastIndex()) {
                send(from);
            }
        } else {
            next[peer] = Math.max(match[peer] + 1, Math.min(next[peer] - 1, answer.index + 1));
            send(from);
        }
    }

    /** What a majority has synced, and is of this term, is committed. */
    private void advance() {
        long[] sorted = match.clone();
        Arrays.sort(sorted);
        long agreed = sorted[sorted.length - majority()];
        if (agreed > commit && disk.termAt(agreed) == disk.term) {
            commitUpTo(agreed);
            broadcast();
        }
    }

    private void commitUpTo(long index) {
        long life = self.life();
        while (commit < index && self.isAlive() && self.life() == life) {
            commit++;
            RaftEntry entry = disk.entry(commit);
            self.apply(entry);
            if (role == Role.LEADER && entry.isOfLibrary() && entry.term() == disk.term) {
                self.ready(disk.term);
            }
        }
    }
}
