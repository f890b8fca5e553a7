package dev.jangada.coordinator.state;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Optional;

/** What is worth remembering of a job's life. Texts are cut to 500 characters. */
public sealed interface Happening {
    /** Calls the method of {@code visitor} for this kind of happening. */
    <R> R accept(Visitor<R> visitor);

    /**
     * The job is in another state.
     *
     * @param because why it fails or is cancelled; otherwise empty
     */
    record JobMoved(JobState to, String because) implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.jobMoved(this);
        }
    }

    /** Another leader took over while the job was live. */
    record LeaderChanged(String leader, long outageMillis) implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaderChanged(this);
        }
    }

    /** A task that runs was given a second attempt beside its first one. */
    record BackupStarted(AttemptId attempt, WorkerRef worker, String why) implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.backupStarted(this);
        }
    }

    /**
     * An attempt ended without a result.
     *
     * @param state FAILED, LOST or STOPPED
     * @param failure what kind of failure it was, if it failed
     */
    record AttemptEnded(
            AttemptId attempt, WorkerRef worker, AttemptState state, Optional<Failure.Kind> failure, String why)
            implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.attemptEnded(this);
        }
    }

    /**
     * Committed map outputs are gone.
     *
     * @param count how many
     * @param maps the indexes of the first 100 of them
     */
    record OutputsLost(WorkerRef holder, int count, List<Integer> maps, String cause) implements Happening {
        public OutputsLost {
            maps = List.copyOf(maps);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.outputsLost(this);
        }
    }

    /** A task needs another attempt. Not told for map outputs lost: those are in {@link OutputsLost}. */
    record TaskAgain(TaskId task, Again why) implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.taskAgain(this);
        }
    }

    /** The next attempts of a task leave out a record that two failed at. */
    record RecordSkipped(TaskId task, String where) implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.recordSkipped(this);
        }
    }

    /** What the job left at its output is not removed. */
    record CleanupSkipped(String why) implements Happening {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cleanupSkipped(this);
        }
    }

    /** Handles each kind of happening. */
    interface Visitor<R> {
        R jobMoved(JobMoved happening);

        R leaderChanged(LeaderChanged happening);

        R backupStarted(BackupStarted happening);

        R attemptEnded(AttemptEnded happening);

        R outputsLost(OutputsLost happening);

        R taskAgain(TaskAgain happening);

        R recordSkipped(RecordSkipped happening);

        R cleanupSkipped(CleanupSkipped happening);
    }
}
