package dev.jangada.coordinator.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The first and the last entries of a job's history, and how many between them were dropped. Owned by its job. */
final class History {
    private final ArrayList<HistoryEntry> head = new ArrayList<>();
    private final ArrayDeque<HistoryEntry> tail = new ArrayDeque<>();
    private long dropped;

    static History of(List<HistoryEntry> entries, long dropped) {
        History history = new History();
        entries.forEach(history::add);
        history.dropped = dropped;
        return history;
    }

    void add(HistoryEntry entry) {
        if (head.size() < Limits.HISTORY_HEAD) {
            head.add(entry);
            return;
        }
        if (tail.size() == Limits.HISTORY_TAIL) {
            tail.removeFirst();
            dropped++;
        }
        tail.addLast(entry);
    }

    List<HistoryEntry> entries() {
        List<HistoryEntry> all = new ArrayList<>(head);
        all.addAll(tail);
        return all;
    }

    long dropped() {
        return dropped;
    }

    void addTo(StableHash hash) {
        hash.add(dropped).add(head.size()).add(tail.size());
        HappeningHash happenings = new HappeningHash(hash);
        for (HistoryEntry entry : head) {
            addTo(hash, entry, happenings);
        }
        for (HistoryEntry entry : tail) {
            addTo(hash, entry, happenings);
        }
    }

    private static void addTo(StableHash hash, HistoryEntry entry, HappeningHash happenings) {
        hash.add(entry.timeMillis()).add(entry.term()).add(entry.index());
        entry.what().accept(happenings);
    }

    private record HappeningHash(StableHash hash) implements Happening.Visitor<StableHash> {
        @Override
        public StableHash jobMoved(Happening.JobMoved happening) {
            return hash.add(1).add(happening.to()).add(happening.because());
        }

        @Override
        public StableHash leaderChanged(Happening.LeaderChanged happening) {
            return hash.add(2).add(happening.leader()).add(happening.outageMillis());
        }

        @Override
        public StableHash backupStarted(Happening.BackupStarted happening) {
            return hash.add(7)
                    .add(happening.attempt().toString())
                    .add(happening.worker().toString())
                    .add(happening.why());
        }

        @Override
        public StableHash attemptEnded(Happening.AttemptEnded happening) {
            return hash.add(3)
                    .add(happening.attempt().toString())
                    .add(happening.worker().worker().value())
                    .add(happening.worker().epoch())
                    .add(happening.state())
                    .add(happening.failure().map(Enum::name).orElse(""))
                    .add(happening.why());
        }

        @Override
        public StableHash outputsLost(Happening.OutputsLost happening) {
            hash.add(4)
                    .add(happening.holder().worker().value())
                    .add(happening.holder().epoch())
                    .add(happening.count())
                    .add(happening.maps().size());
            happening.maps().forEach(hash::add);
            return hash.add(happening.cause());
        }

        @Override
        public StableHash taskAgain(Happening.TaskAgain happening) {
            return hash.add(5).add(happening.task().toString()).add(happening.why());
        }

        @Override
        public StableHash recordSkipped(Happening.RecordSkipped happening) {
            return hash.add(7).add(happening.task().toString()).add(happening.where());
        }

        @Override
        public StableHash cleanupSkipped(Happening.CleanupSkipped happening) {
            return hash.add(6).add(happening.why());
        }
    }
}
