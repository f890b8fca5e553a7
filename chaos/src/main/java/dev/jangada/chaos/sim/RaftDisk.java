package dev.jangada.chaos.sim;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/** What a master keeps when its process dies: term and vote, the log as far as it is synced, and a snapshot. */
final class RaftDisk {
    private final ArrayList<RaftEntry> log = new ArrayList<>();
    private long base;
    private long baseTerm;
    private ByteString snapshot = ByteString.EMPTY;
    private long synced;
    /** Written through before it is acted on. */
    long term;

    int votedFor = -1;

    long lastIndex() {
        return base + log.size();
    }

    long lastTerm() {
        return log.isEmpty() ? baseTerm : log.get(log.size() - 1).term();
    }

    /** The last entry that the snapshot holds; 0 without one. */
    long base() {
        return base;
    }

    long baseTerm() {
        return baseTerm;
    }

    ByteString snapshot() {
        return snapshot;
    }

    long synced() {
        return synced;
    }

    /** The term of an entry that is in the log or is the last of the snapshot; -1 for others. */
    long termAt(long index) {
        if (index == base) {
            return baseTerm;
        }
        return index < base || index > lastIndex() ? -1 : entry(index).term();
    }

    RaftEntry entry(long index) {
        return log.get((int) (index - base - 1));
    }

    /** A copy of the entries from {@code first} on, at most {@code limit}. */
    List<RaftEntry> from(long first, int limit) {
        int at = (int) (first - base - 1);
        return List.copyOf(log.subList(at, Math.min(log.size(), at + limit)));
    }

    void append(RaftEntry entry) {
        log.add(entry);
    }

    /** Drops all after {@code index}. */
    void truncate(long index) {
        log.subList((int) (index - base), log.size()).clear();
        synced = Math.min(synced, index);
    }

    /** All up to {@code index} is durable. */
    void sync(long index) {
        synced = Math.max(synced, Math.min(index, lastIndex()));
    }

    /** Takes a snapshot's place for all entries up to {@code index}. */
    void compact(long index, ByteString state) {
        long term = termAt(index);
        log.subList(0, (int) (index - base)).clear();
        baseTerm = term;
        base = index;
        snapshot = state;
        synced = Math.max(synced, index);
    }

    /** Takes over a snapshot of the leader in place of all that is here. */
    void install(long index, long entryTerm, ByteString state) {
        log.clear();
        base = index;
        baseTerm = entryTerm;
        snapshot = state;
        synced = index;
    }

    /** The process died; returns how many entries are gone. */
    long loseUnsynced() {
        long lost = lastIndex() - synced;
        if (lost > 0) {
            truncate(synced);
        }
        return lost;
    }
}
