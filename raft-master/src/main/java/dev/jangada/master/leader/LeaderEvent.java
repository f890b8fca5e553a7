package dev.jangada.master.leader;

import dev.jangada.coordinator.Command;
import dev.jangada.master.replication.Applied;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.Report;
import java.util.concurrent.CompletableFuture;

/** What clients, workers and the log tell a leader. */
public sealed interface LeaderEvent {
    /** Calls the method of {@code handler} for this kind of event. */
    void accept(Handler handler);

    /** A client or operator wants something. */
    record Asked(Command command, CompletableFuture<Decided> answer) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.asked(this);
        }
    }

    /** A worker said Hello on a stream. */
    record Greeted(WorkerChannel channel, Hello hello) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.greeted(this);
        }
    }

    /** A worker reported. */
    record Reported(WorkerChannel channel, Report report) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.reported(this);
        }
    }

    /** A worker's stream takes messages again. */
    record Writable(WorkerChannel channel) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.writable(this);
        }
    }

    /** A worker's stream is no more. */
    record HungUp(WorkerChannel channel) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.hungUp(this);
        }
    }

    /** A batch is applied. */
    record BatchApplied(Proposals.Batch batch, Applied applied) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.batchApplied(this);
        }
    }

    /** What became of a batch is unknown. */
    record BatchUnknown(Throwable cause) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.batchUnknown(this);
        }
    }

    /** The term is over. */
    record Over(String why) implements LeaderEvent {
        @Override
        public void accept(Handler handler) {
            handler.over(this);
        }
    }

    /** Handles each kind of event. */
    interface Handler {
        void asked(Asked event);

        void greeted(Greeted event);

        void reported(Reported event);

        void writable(Writable event);

        void hungUp(HungUp event);

        void batchApplied(BatchApplied event);

        void batchUnknown(BatchUnknown event);

        void over(Over event);
    }
}
