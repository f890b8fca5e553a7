package dev.jangada.chaos.sim;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.Trouble;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Invariants;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What must hold of each single decision, whoever asked for it: the core does not rely on the sense of a leader. Looks
 * at the state before and after; knows nothing of how the core decides.
 */
public final class CommandRules {
    private CommandRules() {}

    /** What a decision is held against, taken before it is made. */
    public static final class Before {
        private final long timeMillis;
        private final Optional<AttemptId> winner;
        private final boolean isSuperseded;
        private final boolean isLive;
        private final boolean isTrusted;
        private final int failures;
        private final int losses;
        private final Map<JobId, JobState> jobs = new TreeMap<>(Comparator.comparing(JobId::value));

        /** Of {@code state}, which is about to decide {@code command}. */
        public Before(ClusterState state, Command command) {
            timeMillis = state.timeMillis();
            winner = command instanceof Command.CommitAttempt commit ? winner(state, commit) : Optional.empty();
            isSuperseded = command instanceof Command.RegisterWorker register && isSuperseded(state, register);
            state.jobs().forEach(job -> jobs.put(job.id(), job.state()));
            failures = sum(state, Task::failures);
            losses = sum(state, Task::losses);
            WorkerRef speaker = Ledger.speaker(command);
            isTrusted = speaker == null || state.trusted(speaker).isPresent();
            isLive = command instanceof Command.ForgetJob forget
                    && state.job(forget.job()).filter(job -> !job.isEnded()).isPresent();
        }

        private static Optional<AttemptId> winner(ClusterState state, Command.CommitAttempt commit) {
            TaskId task = commit.attempt().task();
            return state.job(task.job())
                    .flatMap(job -> job.task(task))
                    .flatMap(Task::committed)
                    .filter(won -> won.worker().worker().equals(commit.worker().worker()))
                    .map(Attempt::id);
        }

        private static boolean isSuperseded(ClusterState state, Command.RegisterWorker command) {
            return state.worker(command.worker())
                    .filter(worker -> !worker.incarnation().equals(command.incarnation()))
                    .filter(worker -> worker.wasSuperseded(command.incarnation()))
                    .isPresent();
        }
    }

    /** Throws {@link Violation} if {@code decision}, after which {@code state} is as it is, breaks a rule. */
    public static void check(Before before, Stamp stamp, Command command, Decision decision, ClusterState state) {
        try {
            Invariants.check(state);
        } catch (RuntimeException e) {
            throw new Violation(Check.INVARIANTS, command + ": " + e.getMessage(), e);
        }
        require(state.timeMillis() >= before.timeMillis, Check.TIME_GOES_ON, "time went back at " + command);
        require(
                decision.events().isEmpty() || state.timeMillis() >= stamp.timeMillis(),
                Check.TIME_GOES_ON,
                "time stood still at " + command);
        require(before.isTrusted || decision.events().isEmpty(), Check.STALE_EPOCH_REFUSED, command + " was accepted");
        require(!before.isLive || decision.events().isEmpty(), Check.ACKNOWLEDGED_IS_KEPT, command + " was done");
        require(
                !before.isSuperseded
                        || (decision.reply() instanceof Reply.Refused refused && refused.code() == Refusal.SUPERSEDED),
                Check.SUPERSEDED_STAYS_OUT,
                command + " was accepted, and that process was replaced");
        if (command instanceof Command.CommitAttempt commit && before.winner.equals(Optional.of(commit.attempt()))) {
            require(
                    decision.reply() instanceof Reply.Accepted,
                    Check.ACCEPTED_STAYS_ACCEPTED,
                    commit.attempt() + " has won, and is told " + decision.reply());
        }
        count(before, decision, state);
        for (Job job : state.jobs()) {
            moved(before.jobs.getOrDefault(job.id(), JobState.SUBMITTED), job);
        }
        for (Event event : decision.events()) {
            check(event, command, decision, state);
        }
    }

    private static int sum(ClusterState state, ToIntFunction<Task> of) {
        int sum = 0;
        for (Job job : state.jobs()) {
            for (Stage stage : job.stages()) {
                for (int i = 0; i < stage.size(); i++) {
                    sum += stage.task(i).map(of::applyAsInt).orElse(0);
                }
            }
        }
        return sum;
    }

    /** Each end of an attempt spends the budget that it should, and no other. */
    private static void count(Before before, Decision decision, ClusterState state) {
        int failures = before.failures;
        int losses = before.losses;
        for (Event event : decision.events()) {
            if (event instanceof Event.AttemptFailed failed) {
                boolean isFetch = failed.failure().kind() == Failure.Kind.FETCH;
                failures += isFetch ? 0 : 1;
                losses += isFetch ? 1 : 0;
            } else if (event instanceof Event.AttemptLost || event instanceof Event.AttemptSuspected) {
                losses++;
            } else if (event instanceof Event.MapOutputsLost lost) {
                losses += lost.maps().size();
            } else if (event instanceof Event.RecordSkipped skipped) {
                failures -= skipped.forgiven();
            } else if (event instanceof Event.JobForgotten) {
                return;
            }
        }
        require(
                sum(state, Task::failures) == failures && sum(state, Task::losses) == losses,
                Check.LOSS_SPARES_FAILURE_BUDGET,
                "failures and losses are counted wrong: " + decision);
    }

    private static void check(Event event, Command command, Decision decision, ClusterState state) {
        if (event instanceof Event.AttemptAssigned assigned) {
            assigned(assigned, state);
        } else if (event instanceof Event.AttemptFailed failed) {
            failed(failed, command, state);
        } else if (event instanceof Event.AttemptSuspected suspected) {
            TaskId task = suspected.attempt().task();
            boolean isAlone = state.job(task.job())
                    .flatMap(job -> job.task(task))
                    .filter(known -> known.caution().runsAlone())
                    .isPresent();
            require(isAlone, Check.SUSPECTS_ARE_ALONE, task + " is suspected, and may run among others");
        } else if (event instanceof Event.TaskRequeued requeued) {
            requeued(requeued, state);
        } else if (event instanceof Event.JobMoved moved) {
            moved.verdict().ifPresent(verdict -> judge(moved.job(), verdict, state));
        } else if (event instanceof Event.MapOutputsLost lost) {
            lost(lost, command, decision, state);
        }
    }

    private static void moved(JobState from, Job job) {
        JobState to = job.state();
        require(!from.isEnded() || to == from, Check.TERMINAL_IS_FINAL, job + " was " + from + " and is " + to);
        boolean isStopped = to == JobState.CANCELLING || to == JobState.CANCELLED;
        require(
                from != JobState.PUBLISHING || !isStopped,
                Check.NO_EFFECT_BEFORE_COMMIT,
                job + " is cancelled, and its output may be visible");
        boolean mayHaveLeft = job.counts().started() > 0 && job.spec().output().isPresent();
        boolean isTried = job.stage(TaskKind.ABORT)
                .map(stage -> stage.state(0))
                .filter(abort -> abort == TaskState.COMMITTED || abort == TaskState.FAILED)
                .isPresent();
        require(
                !to.isEnded() || to == JobState.SUCCEEDED || !mayHaveLeft || isTried,
                Check.CLEANUP_IS_TRIED,
                job + " has ended, and what it left at its output was not removed");
    }

    private static void assigned(Event.AttemptAssigned event, ClusterState state) {
        Worker worker = state.worker(event.worker().worker()).orElseThrow();
        boolean takes = worker.state() == WorkerState.ACTIVE;
        require(takes, Check.DRAINED_GETS_NO_WORK, event.attempt() + " goes to " + worker + ", " + worker.state());
        TaskId id = event.attempt().task();
        Task task = state.job(id.job()).flatMap(job -> job.task(id)).orElseThrow();
        int live = task.liveAttempts().size();
        require(live == (event.isBackup() ? 2 : 1), Check.ONE_BACKUP, id + " has " + live + " live attempts");
        if (id.kind() == TaskKind.ABORT) {
            cleansUp(event, state);
        }
        int places = worker.profile().slots() * Limits.ATTEMPTS_PER_SLOT;
        require(worker.live().size() <= places, Check.DRAINED_GETS_NO_WORK, worker + " holds too many attempts");
    }

    private static void cleansUp(Event.AttemptAssigned event, ClusterState state) {
        Job job = state.job(event.attempt().task().job()).orElseThrow();
        Set<WorkerRef> planners = new HashSet<>();
        attempts(job, TaskKind.PLAN).stream()
                .filter(plan -> plan.state() == AttemptState.STOPPED)
                .map(Attempt::worker)
                .filter(ref -> state.trusted(ref)
                        .filter(worker -> worker.state() == WorkerState.ACTIVE)
                        .isPresent())
                .forEach(planners::add);
        attempts(job, TaskKind.ABORT).stream()
                .filter(abort -> abort.state() == AttemptState.FAILED)
                .map(Attempt::worker)
                .forEach(planners::remove);
        require(
                planners.isEmpty() || planners.contains(event.worker()),
                Check.CLEANED_STAYS_CLEAN,
                event.attempt() + " goes to " + event.worker() + ", and " + planners + " may still plan");
    }

    private static List<Attempt> attempts(Job job, TaskKind kind) {
        return job.task(new TaskId(job.id(), kind, 0)).map(Task::attempts).orElse(List.of());
    }

    private static void failed(Event.AttemptFailed event, Command command, ClusterState state) {
        TaskId id = event.attempt().task();
        Job job = state.job(id.job()).orElseThrow();
        if (command instanceof Command.TimeOutAttempt timeOut) {
            long patience = job.spec().options().attemptTimeoutMillis();
            require(
                    patience > 0 && timeOut.silentMillis() >= patience,
                    Check.PATIENCE_IS_THE_JOBS,
                    event.attempt() + " timed out after " + timeOut.silentMillis() + " ms of " + patience);
        }
        if (event.failure().kind() == Failure.Kind.FETCH) {
            WorkerRef reader = job.attempt(event.attempt()).map(Attempt::worker).orElseThrow();
            long missed = job.unreached().stream()
                    .filter(each -> each.reader().equals(reader))
                    .filter(each -> job.unreached().stream()
                            .noneMatch(other -> other.holder().equals(each.holder())
                                    && !other.reader().equals(reader)))
                    .count();
            require(
                    missed < 2,
                    Check.BLAME_IS_RIGHT,
                    reader + " alone misses " + missed + " holders, and is not blamed");
        }
    }

    private static void requeued(Event.TaskRequeued event, ClusterState state) {
        TaskId id = event.task();
        Job job = state.job(id.job()).orElseThrow();
        Task task = job.task(id).orElseThrow();
        JobSpec.Options options = job.spec().options();
        boolean isPatient = id.kind() == TaskKind.PUBLISH;
        int failures = Math.max(options.failureBudget(), isPatient ? 20 : options.skippableRecords() > 0 ? 3 : 0);
        int losses = Math.max(options.lossBudget(), isPatient ? 100 : 0);
        boolean isEnd = event.why() == Again.CONSUMED_LOST_OUTPUT;
        require(
                isEnd || (task.failures() < failures && task.losses() < losses),
                Check.BUDGETS_ARE_KEPT,
                id + " goes on after " + task.failures() + " failures and " + task.losses() + " losses");
    }

    private static void judge(JobId id, Verdict verdict, ClusterState state) {
        Job job = state.job(id).orElseThrow();
        if (verdict.kind() == Verdict.Kind.FAILURE_BUDGET_SPENT) {
            require(
                    verdict.count() >= job.spec().options().failureBudget(),
                    Check.BUDGETS_ARE_KEPT,
                    id + " fails after " + verdict.count() + " failures");
        }
        if (verdict.kind() != Verdict.Kind.DEADLINE_PASSED) {
            return;
        }
        long deadline = job.spec().options().deadlineMillis();
        require(
                deadline > 0 && state.timeMillis() - job.submittedMillis() >= deadline,
                Check.PATIENCE_IS_THE_JOBS,
                id + " is late, and has " + deadline + " ms");
    }

    /** All that a holder keeps is lost together; and one witness is not enough while another worker could try. */
    private static void lost(Event.MapOutputsLost event, Command command, Decision decision, ClusterState state) {
        boolean isOne = command instanceof Command.ReportOutputLost report && report.trouble() != Trouble.UNREACHABLE;
        if (isOne) {
            return;
        }
        Job job = state.job(event.job()).orElseThrow();
        boolean keeps = job.stage(TaskKind.MAP).isPresent()
                && job.needsMapOutputs()
                && state.worker(event.holder().worker())
                                .map(worker -> worker.neededOutputs(event.job()))
                                .orElse(0)
                        > 0;
        require(!keeps, Check.LOST_TOGETHER, event.holder() + " is lost, and still keeps outputs of " + event.job());
        if (command instanceof Command.ReportOutputLost report && job.needsMapOutputs()) {
            WorkerId reader = report.worker().worker();
            long witnesses = job.unreached().stream()
                    .filter(each -> each.holder().equals(event.holder()))
                    .count();
            Optional<Task> task = job.task(report.reader().task());
            boolean couldTry = state.workers().stream()
                    .anyMatch(worker -> worker.state() == WorkerState.ACTIVE
                            && !worker.id().equals(reader)
                            && task.stream()
                                    .flatMap(known -> known.attempts().stream())
                                    .noneMatch(
                                            attempt -> attempt.worker().worker().equals(worker.id())));
            require(
                    witnesses > 1 || !couldTry,
                    Check.BLAME_IS_RIGHT,
                    event.holder() + " is blamed by " + reader + " alone: " + decision.reply());
        }
    }

    private static void require(boolean holds, Check check, String message) {
        Ledger.require(holds, check, message);
    }
}
