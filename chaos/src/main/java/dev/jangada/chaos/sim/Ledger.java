package dev.jangada.chaos.sim;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.StopCause;
import dev.jangada.coordinator.state.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A second book of what the log has decided, kept from the events alone and by other code than the core's; what the core
 * decides is held against it.
 */
final class Ledger {
    private final Simulation sim;
    private final Map<WorkerId, WorkerRef> trusted = new LinkedHashMap<>();
    private final Map<JobId, Account> jobs = new LinkedHashMap<>();
    private final Map<String, JobId> tokens = new HashMap<>();
    private final Entries entries = new Entries();

    Ledger(Simulation sim) {
        this.sim = sim;
    }

    /** What is known of a job. */
    static final class Account {
        private final JobPlan plan;
        private final Map<TaskId, AttemptId> winners = new LinkedHashMap<>();
        private final Map<AttemptId, WorkerRef> live = new LinkedHashMap<>();
        private final Set<AttemptId> backups = new HashSet<>();
        private final Map<TaskId, Integer> failures = new HashMap<>();
        private JobState state = JobState.SUBMITTED;
        private long version;

        private Account(JobPlan plan) {
            this.plan = plan;
        }

        JobPlan plan() {
            return plan;
        }

        JobState state() {
            return state;
        }

        @Nullable
        AttemptId winner(TaskId task) {
            return winners.get(task);
        }

        private boolean runs(TaskKind kind) {
            return live.keySet().stream().anyMatch(attempt -> attempt.task().kind() == kind);
        }
    }

    @Nullable
    Account account(JobId job) {
        return jobs.get(job);
    }

    /** Whether nothing has voided a worker's epoch. */
    boolean isTrusted(WorkerRef worker) {
        return worker.equals(trusted.get(worker.worker()));
    }

    /** All jobs, by id. */
    Map<JobId, Account> accounts() {
        return jobs;
    }

    /** Enters what became of one command. */
    void enter(RaftEntry entry, Command command, Decision decision) {
        boolean isStale = entry.batch().leaderTerm() != entry.term();
        if (isStale) {
            sim.reach(Reach.STALE_LEADER_REFUSED);
            boolean isRefused = decision.reply() instanceof Reply.Refused
                    && decision.events().isEmpty();
            require(
                    isRefused,
                    Check.STALE_TERM_REFUSED,
                    command + " of term " + entry.batch().leaderTerm() + " was accepted in term " + entry.term());
            return;
        }
        @Nullable WorkerRef speaker = speaker(command);
        if (speaker != null && !decision.events().isEmpty()) {
            boolean isTrusted = speaker.equals(trusted.get(speaker.worker()));
            require(isTrusted, Check.STALE_EPOCH_REFUSED, command + " was accepted");
        }
        count(command, decision, speaker);
        for (Event event : decision.events()) {
            entries.take(event);
        }
        checkFences();
    }

    static void require(boolean holds, Check check, String message) {
        if (!holds) {
            throw new Violation(check, message);
        }
    }

    /** The worker epoch in whose name a command is given; null if it is given in none. */
    static @Nullable WorkerRef speaker(Command command) {
        if (command instanceof Command.CommitAttempt commit) {
            return commit.worker();
        }
        if (command instanceof Command.FailAttempt fail) {
            return fail.worker();
        }
        if (command instanceof Command.StartAttempt start) {
            return start.worker();
        }
        if (command instanceof Command.ReleaseAttempt release) {
            return release.worker();
        }
        if (command instanceof Command.AddSplits splits) {
            return splits.worker();
        }
        if (command instanceof Command.AssignAttempt assign) {
            return assign.worker();
        }
        return command instanceof Command.ReportOutputLost lost ? lost.worker() : null;
    }

    private void count(Command command, Decision decision, @Nullable WorkerRef speaker) {
        if (decision.reply() instanceof Reply.Refused refused) {
            boolean isCommit = command instanceof Command.CommitAttempt;
            if (refused.code() == Refusal.STALE_EPOCH) {
                sim.reach(Reach.STALE_EPOCH_REFUSED);
            } else if (refused.code() == Refusal.NOT_LIVE && isCommit) {
                sim.reach(Reach.COMMIT_TOO_LATE);
            } else if (refused.code() == Refusal.TOKEN_CONFLICT) {
                sim.reach(Reach.TOKEN_CONFLICT);
            } else if (refused.code() == Refusal.WRONG_STATE && command instanceof Command.CancelJob) {
                sim.reach(Reach.CANCEL_TOO_LATE);
            }
        } else if (decision.events().isEmpty()) {
            if (command instanceof Command.CommitAttempt && speaker != null) {
                boolean isOfOldEpoch = !speaker.equals(trusted.get(speaker.worker()));
                sim.reach(isOfOldEpoch ? Reach.COMMIT_REPEATED_AFTER_FENCE : Reach.COMMIT_REPEATED);
            } else if (command instanceof Command.SubmitJob) {
                sim.reach(Reach.SUBMIT_REPEATED);
            }
        }
    }

    private void checkFences() {
        for (Account job : jobs.values()) {
            job.live.forEach((attempt, owner) -> require(
                    owner.equals(trusted.get(owner.worker())),
                    Check.FENCED_OWNS_NOTHING,
                    attempt + " is live on " + owner + ", which is fenced or replaced"));
        }
    }

    private Account of(JobId job) {
        Account account = jobs.get(job);
        if (account == null) {
            throw new Violation(Check.ACKNOWLEDGED_IS_KEPT, "an event tells of " + job + ", which is unknown");
        }
        return account;
    }

    private Account of(AttemptId attempt) {
        return of(attempt.task().job());
    }

    /** Takes in the events that the book is about; the others follow from them. */
    private final class Entries {
        void take(Event event) {
            if (event instanceof Event.AttemptAssigned assigned) {
                attemptAssigned(assigned);
            } else if (event instanceof Event.AttemptCommitted committed) {
                attemptCommitted(committed);
            } else if (event instanceof Event.AttemptFailed failed) {
                attemptFailed(failed);
            } else if (event instanceof Event.AttemptLost lost) {
                attemptLost(lost);
            } else if (event instanceof Event.AttemptSuspected suspected) {
                of(suspected.attempt()).live.remove(suspected.attempt());
                sim.reach(Reach.ATTEMPT_SUSPECTED);
            } else if (event instanceof Event.AttemptStopped stopped) {
                attemptStopped(stopped);
            } else if (event instanceof Event.MapOutputsLost lost) {
                mapOutputsLost(lost);
            } else if (event instanceof Event.ReduceVoided voided) {
                reduceVoided(voided);
            } else {
                takeOther(event);
            }
        }

        private void takeOther(Event event) {
            if (event instanceof Event.JobSubmitted submitted) {
                jobSubmitted(submitted);
            } else if (event instanceof Event.JobMoved moved) {
                jobMoved(moved);
            } else if (event instanceof Event.JobForgotten forgotten) {
                jobForgotten(forgotten);
            } else if (event instanceof Event.WorkerRegistered registered) {
                trusted.put(registered.worker().worker(), registered.worker());
            } else if (event instanceof Event.WorkerFenced fenced) {
                trusted.remove(fenced.worker().worker(), fenced.worker());
                sim.reach(Reach.WORKER_FENCED);
            } else if (event instanceof Event.WorkerRetired retired) {
                trusted.remove(retired.worker());
                sim.reach(Reach.WORKER_RETIRED);
            } else if (event instanceof Event.RecordSkipped skipped) {
                of(skipped.task().job()).failures.merge(skipped.task(), -skipped.forgiven(), Integer::sum);
                sim.reach(Reach.RECORD_SKIPPED);
            } else if (event instanceof Event.HolderUnreached) {
                sim.reach(Reach.HOLDER_UNREACHED);
            } else if (event instanceof Event.CleanupSkipped) {
                sim.reach(Reach.CLEANUP_SKIPPED);
            } else if (event instanceof Event.TermBegan
                    && jobs.values().stream().anyMatch(job -> !job.live.isEmpty())) {
                sim.reach(Reach.FAILOVER_IN_JOB);
            }
        }

        private void jobSubmitted(Event.JobSubmitted event) {
            JobId before = tokens.putIfAbsent(event.token(), event.job());
            require(before == null, Check.ONE_JOB_PER_TOKEN, event.token() + " gave " + before + " and " + event.job());
            jobs.put(event.job(), new Account(sim.plan(event.spec().name())));
        }

        private void jobMoved(Event.JobMoved event) {
            Account job = of(event.job());
            require(
                    !job.state.isEnded(),
                    Check.TERMINAL_IS_FINAL,
                    event.job() + " was " + job.state + " and is " + event.to());
            event.verdict().ifPresent(verdict -> judge(job, verdict, event));
            if (event.to() == JobState.CANCELLING && job.state == JobState.RUNNING) {
                sim.reach(Reach.CANCELLED_RUNNING);
            }
            job.state = event.to();
            if (event.to() == JobState.PUBLISHING) {
                checkComplete(event.job(), job);
            }
            if (event.to().isEnded()) {
                sim.checks().ended(event.job(), job);
            }
        }

        private void judge(Account job, Verdict verdict, Event.JobMoved event) {
            switch (verdict.kind()) {
                case FAILURE_BUDGET_SPENT -> {
                    TaskId task = verdict.attempt().orElseThrow().task();
                    int spent = job.failures.getOrDefault(task, 0);
                    sim.reach(Reach.FAILURE_BUDGET_SPENT);
                    require(
                            spent >= job.plan.limits().failureBudget(),
                            Check.LOSS_SPARES_FAILURE_BUDGET,
                            event.job() + " fails with " + spent + " failures of " + task);
                }
                case LOSS_BUDGET_SPENT -> sim.reach(Reach.LOSS_BUDGET_SPENT);
                case DEADLINE_PASSED -> sim.reach(Reach.DEADLINE_PASSED);
                case PERMANENT_FAILURE -> sim.reach(Reach.PERMANENT_FAILURE);
                case CANCELLED -> {
                    // a cancellation
                }
            }
        }

        private void checkComplete(JobId id, Account job) {
            for (int i = 0; i < job.plan.reduces(); i++) {
                TaskId task = new TaskId(id, TaskKind.REDUCE, i);
                require(job.winners.containsKey(task), Check.SUCCESS_IS_COMPLETE, task + " has no winner");
            }
            for (int i = 0; i < job.plan.maps(); i++) {
                TaskId task = new TaskId(id, TaskKind.MAP, i);
                require(job.winners.containsKey(task), Check.SUCCESS_IS_COMPLETE, task + " has no winner");
            }
        }

        private void attemptAssigned(Event.AttemptAssigned event) {
            Account job = of(event.attempt());
            job.live.put(event.attempt(), event.worker());
            if (event.isBackup()) {
                job.backups.add(event.attempt());
                sim.reach(Reach.BACKUP_ASSIGNED);
            }
        }

        private void attemptCommitted(Event.AttemptCommitted event) {
            Account job = of(event.attempt());
            TaskId task = event.attempt().task();
            require(
                    job.live.remove(event.attempt()) != null,
                    Check.ONE_COMMIT_PER_TASK,
                    event.attempt() + " is committed, and was not live");
            AttemptId before = job.winners.putIfAbsent(task, event.attempt());
            require(before == null, Check.ONE_COMMIT_PER_TASK, before + " and " + event.attempt() + " are committed");
            if (job.backups.contains(event.attempt())) {
                sim.reach(Reach.BACKUP_WON);
            }
            if (event.result() instanceof AttemptResult.Reduced reduced && !job.plan.isDeterministic()) {
                require(
                        reduced.consumedVersion() == job.version,
                        Check.NO_MIXED_OUTPUTS,
                        event.attempt() + " read version " + reduced.consumedVersion() + " of " + job.version);
            }
            if (task.kind() == TaskKind.MAP && job.plan.reduces() > 0) {
                job.version++;
            }
        }

        private void attemptFailed(Event.AttemptFailed event) {
            Account job = of(event.attempt());
            job.live.remove(event.attempt());
            if (event.failure().kind() == Failure.Kind.TIMED_OUT) {
                sim.reach(Reach.ATTEMPT_TIMED_OUT);
            }
            if (event.failure().kind() != Failure.Kind.FETCH) {
                job.failures.merge(event.attempt().task(), 1, Integer::sum);
            }
        }

        private void attemptLost(Event.AttemptLost event) {
            of(event.attempt()).live.remove(event.attempt());
            sim.reach(Reach.ATTEMPT_LOST);
        }

        private void attemptStopped(Event.AttemptStopped event) {
            of(event.attempt()).live.remove(event.attempt());
            if (event.cause() == StopCause.RELEASED) {
                sim.reach(Reach.ATTEMPT_RELEASED);
            } else if (event.cause() == StopCause.CONSUMED_LOST_OUTPUT) {
                sim.reach(Reach.REDUCE_RESET);
            } else if (event.cause() == StopCause.LOST_THE_RACE) {
                sim.reach(Reach.LOST_THE_RACE);
            }
        }

        private void mapOutputsLost(Event.MapOutputsLost event) {
            Account job = of(event.job());
            for (int map : event.maps()) {
                job.winners.remove(new TaskId(event.job(), TaskKind.MAP, map));
                job.version++;
            }
            if (job.runs(TaskKind.REDUCE)) {
                sim.reach(Reach.OUTPUT_LOST_WHILE_REDUCE_RUNS);
            }
            if (job.winners.keySet().stream().anyMatch(task -> task.kind() == TaskKind.REDUCE)) {
                sim.reach(Reach.OUTPUT_LOST_AFTER_REDUCE_COMMITTED);
            }
        }

        private void reduceVoided(Event.ReduceVoided event) {
            of(event.attempt()).winners.remove(event.attempt().task());
            sim.reach(Reach.REDUCE_VOIDED);
        }

        private void jobForgotten(Event.JobForgotten event) {
            require(of(event.job()).state.isEnded(), Check.ACKNOWLEDGED_IS_KEPT, event.job() + " was forgotten");
        }
    }
}
