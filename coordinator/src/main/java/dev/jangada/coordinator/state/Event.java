package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.PoisonRecord;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Optional;

/** A fact: what {@link ClusterState#evolve} makes of the state. Facts can't be refused. */
public sealed interface Event {
    /** Calls the method of {@code visitor} for this kind of event. */
    void accept(Visitor visitor);

    /** A leader is ready. */
    record TermBegan(String leader, long outageMillis) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.termBegan(this);
        }
    }

    /** A job exists, with a PLAN task that is ready. */
    record JobSubmitted(JobId job, String token, JobSpec spec) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.jobSubmitted(this);
        }
    }

    /**
     * A job is in another state.
     *
     * @param verdict why, if it fails or is cancelled from now on
     */
    record JobMoved(JobId job, JobState to, Optional<Verdict> verdict) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.jobMoved(this);
        }
    }

    /** A job that had ended is dropped. */
    record JobForgotten(JobId job) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.jobForgotten(this);
        }
    }

    /** A PLAN attempt found splits. */
    record SplitsAdded(AttemptId attempt, int firstIndex, List<Blob> splits) implements Event {
        public SplitsAdded {
            splits = List.copyOf(splits);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.splitsAdded(this);
        }
    }

    /** A job has map, reduce and publish tasks: maps ready, the others blocked. */
    record JobPlanned(JobId job, PlanSummary plan) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.jobPlanned(this);
        }
    }

    /** Every blocked task of a stage is ready. */
    record StageReady(JobId job, TaskKind stage) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.stageReady(this);
        }
    }

    /** Every ready task of a stage is blocked. */
    record StageBlocked(JobId job, TaskKind stage) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.stageBlocked(this);
        }
    }

    /** Every task of a job that is not committed or failed is dropped. */
    record TasksDropped(JobId job) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.tasksDropped(this);
        }
    }

    /** A job has an ABORT task, and it is ready. */
    record CleanupQueued(JobId job) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.cleanupQueued(this);
        }
    }

    /** What a job left at its output is not removed, because its ABORT task has failed for good. */
    record CleanupSkipped(JobId job, String why) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.cleanupSkipped(this);
        }
    }

    /**
     * A task runs: a worker is to try it.
     *
     * @param isBackup whether another attempt of the task is live already
     */
    record AttemptAssigned(AttemptId attempt, WorkerRef worker, String reason, boolean isBackup) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptAssigned(this);
        }
    }

    /** A worker runs an attempt. */
    record AttemptStarted(AttemptId attempt) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptStarted(this);
        }
    }

    /** An attempt won its task. */
    record AttemptCommitted(AttemptId attempt, AttemptResult result) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptCommitted(this);
        }
    }

    /** An attempt failed; it spends the failure budget, or the loss budget for a failed fetch. */
    record AttemptFailed(AttemptId attempt, Failure failure) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptFailed(this);
        }
    }

    /** An attempt died with its worker; it spends the loss budget. */
    record AttemptLost(AttemptId attempt, String reason, String logTail) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptLost(this);
        }
    }

    /** An attempt is not wanted any more. */
    record AttemptStopped(AttemptId attempt, StopCause cause, String reason) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptStopped(this);
        }
    }

    /** A task without a live attempt waits for another one, READY or BLOCKED. */
    record TaskRequeued(TaskId task, TaskState to, Again why) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.taskRequeued(this);
        }
    }

    /** A task has spent its budget. */
    record TaskFailed(TaskId task) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.taskFailed(this);
        }
    }

    /** Committed map outputs are gone, and their tasks are ready again; it spends their loss budget. */
    record MapOutputsLost(JobId job, WorkerRef holder, List<Integer> maps, String cause) implements Event {
        public MapOutputsLost {
            maps = List.copyOf(maps);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.mapOutputsLost(this);
        }
    }

    /** A reduce attempt on {@code reader} could not reach {@code holder}, which keeps map outputs of the job. */
    record HolderUnreached(JobId job, WorkerRef reader, WorkerRef holder) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.holderUnreached(this);
        }
    }

    /** A live attempt was lost with its executor, and may have been what ended that; it spends the loss budget. */
    record AttemptSuspected(AttemptId attempt, Failure failure) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.attemptSuspected(this);
        }
    }

    /**
     * The next attempts of a task leave out a record.
     *
     * @param forgiven how many failures at that record count no more
     */
    record RecordSkipped(TaskId task, PoisonRecord record, int forgiven) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.recordSkipped(this);
        }
    }

    /** A committed reduce attempt counts no more: it read a lost output that may come out different next time. */
    record ReduceVoided(AttemptId attempt) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.reduceVoided(this);
        }
    }

    /** A worker process is active, in a new epoch. */
    record WorkerRegistered(WorkerRef worker, String incarnation, WorkerProfile profile) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.workerRegistered(this);
        }
    }

    /** A registered process says something else of itself. */
    record WorkerProfileChanged(WorkerId worker, WorkerProfile profile) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.workerProfileChanged(this);
        }
    }

    /** A worker is given no new attempts. */
    record WorkerDraining(WorkerId worker) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.workerDraining(this);
        }
    }

    /** What a worker holds in this epoch is void. */
    record WorkerFenced(WorkerRef worker, String reason) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.workerFenced(this);
        }
    }

    /** A worker is gone for good, as far as anybody knows. */
    record WorkerRetired(WorkerId worker) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.workerRetired(this);
        }
    }

    /** Handles each kind of event, so that a new one does not compile until it is handled everywhere. */
    interface Visitor {
        void termBegan(TermBegan event);

        void jobSubmitted(JobSubmitted event);

        void jobMoved(JobMoved event);

        void jobForgotten(JobForgotten event);

        void splitsAdded(SplitsAdded event);

        void jobPlanned(JobPlanned event);

        void stageReady(StageReady event);

        void stageBlocked(StageBlocked event);

        void tasksDropped(TasksDropped event);

        void cleanupQueued(CleanupQueued event);

        void cleanupSkipped(CleanupSkipped event);

        void attemptAssigned(AttemptAssigned event);

        void attemptStarted(AttemptStarted event);

        void attemptCommitted(AttemptCommitted event);

        void attemptFailed(AttemptFailed event);

        void attemptLost(AttemptLost event);

        void attemptStopped(AttemptStopped event);

        void taskRequeued(TaskRequeued event);

        void taskFailed(TaskFailed event);

        void mapOutputsLost(MapOutputsLost event);

        void attemptSuspected(AttemptSuspected event);

        void recordSkipped(RecordSkipped event);

        void holderUnreached(HolderUnreached event);

        void reduceVoided(ReduceVoided event);

        void workerRegistered(WorkerRegistered event);

        void workerProfileChanged(WorkerProfileChanged event);

        void workerDraining(WorkerDraining event);

        void workerFenced(WorkerFenced event);

        void workerRetired(WorkerRetired event);
    }
}
