package dev.jangada.coordinator;

import dev.jangada.api.JobId;
import java.util.List;

/**
 * What somebody wants of the cluster: the input of the core, and what is replicated. A command that can't be done is
 * refused by value ({@link Reply.Refused}); no command may make the core throw.
 */
public sealed interface Command {
    /** Calls the method of {@code visitor} for this kind of command. */
    <R> R accept(Visitor<R> visitor);

    /** By a client. Idempotent in the token: the same token and spec give the same job. */
    record SubmitJob(String token, JobSpec spec) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.submitJob(this);
        }
    }

    /** By a client. Accepted for a job that is cancelling or cancelled already. */
    record CancelJob(JobId job, String reason) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cancelJob(this);
        }
    }

    /**
     * By a worker that attaches. Idempotent in the incarnation (a random id that a worker process draws at its start):
     * an active incarnation keeps its epoch; another one, or a fenced one, gets the next epoch.
     */
    record RegisterWorker(WorkerId worker, String incarnation, WorkerProfile profile) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.registerWorker(this);
        }
    }

    /** By an operator: gives the worker no new work; it goes when nothing needs it any more. */
    record DrainWorker(WorkerId worker) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.drainWorker(this);
        }
    }

    /**
     * By the leader's liveness policy: the worker's live attempts are lost, and its map outputs that are needed. What the
     * attempts printed last is kept with their loss: it may not be had from the worker any more.
     */
    record FenceWorker(WorkerRef worker, String reason, List<LogTail> logs) implements Command {
        public FenceWorker {
            logs = List.copyOf(logs);
        }

        /** Without what its attempts printed. */
        public FenceWorker(WorkerRef worker, String reason) {
            this(worker, reason, List.of());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.fenceWorker(this);
        }
    }

    /** By the leader: removes a worker that is drained and not needed, or that has been fenced for long. */
    record RetireWorker(WorkerId worker) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.retireWorker(this);
        }
    }

    /**
     * By the leader's policies of placement and speculation.
     *
     * @param isBackup whether it is to run beside the task's live attempt rather than be the first
     */
    record AssignAttempt(TaskId task, WorkerRef worker, String reason, boolean isBackup) implements Command {
        /** For a task that is ready. */
        public AssignAttempt(TaskId task, WorkerRef worker, String reason) {
            this(task, worker, reason, false);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.assignAttempt(this);
        }
    }

    /** By a worker: user code runs now. May be left out for short tasks. */
    record StartAttempt(AttemptId attempt, WorkerRef worker) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.startAttempt(this);
        }
    }

    /** By a worker, before it commits a PLAN attempt; idempotent. {@code firstIndex} counts splits from 0. */
    record AddSplits(AttemptId attempt, WorkerRef worker, int firstIndex, List<Blob> splits) implements Command {
        public AddSplits {
            splits = List.copyOf(splits);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.addSplits(this);
        }
    }

    /** By a worker: compare-and-set of the task's winner. */
    record CommitAttempt(AttemptId attempt, WorkerRef worker, AttemptResult result) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.commitAttempt(this);
        }
    }

    /** By a worker. */
    record FailAttempt(AttemptId attempt, WorkerRef worker, Failure failure) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.failAttempt(this);
        }
    }

    /**
     * By the leader, of an attempt at user code that gives no sign of life.
     *
     * @param silentMillis for how long
     * @param logTail what it printed last, as far as the leader has heard
     */
    record TimeOutAttempt(AttemptId attempt, WorkerRef worker, long silentMillis, String logTail) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.timeOutAttempt(this);
        }
    }

    /** By the leader, of a job whose deadline is over. */
    record ExpireJob(JobId job) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.expireJob(this);
        }
    }

    /** By a worker that has stopped an attempt because it was told to, or because it drains. */
    record ReleaseAttempt(AttemptId attempt, WorkerRef worker, String reason) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.releaseAttempt(this);
        }
    }

    /** By a worker whose reduce attempt could not read {@code lost}, a committed map attempt. */
    record ReportOutputLost(AttemptId reader, WorkerRef worker, AttemptId lost, Trouble trouble, String cause)
            implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reportOutputLost(this);
        }
    }

    /**
     * By a leader that is ready, first of all in its term.
     *
     * @param leader the master's id
     * @param outageMillis from the last sign of the leader before to now, as this master saw it; 0 at the first start
     */
    record BeginTerm(String leader, long outageMillis) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.beginTerm(this);
        }
    }

    /** By the leader's retention policy: drops a job that has ended; its token stays taken. */
    record ForgetJob(JobId job) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.forgetJob(this);
        }
    }

    /** Handles each kind of command, so that a new one does not compile until it is handled everywhere. */
    interface Visitor<R> {
        R submitJob(SubmitJob command);

        R cancelJob(CancelJob command);

        R registerWorker(RegisterWorker command);

        R drainWorker(DrainWorker command);

        R fenceWorker(FenceWorker command);

        R retireWorker(RetireWorker command);

        R assignAttempt(AssignAttempt command);

        R startAttempt(StartAttempt command);

        R addSplits(AddSplits command);

        R commitAttempt(CommitAttempt command);

        R failAttempt(FailAttempt command);

        R timeOutAttempt(TimeOutAttempt command);

        R expireJob(ExpireJob command);

        R releaseAttempt(ReleaseAttempt command);

        R reportOutputLost(ReportOutputLost command);

        R beginTerm(BeginTerm command);

        R forgetJob(ForgetJob command);
    }
}
