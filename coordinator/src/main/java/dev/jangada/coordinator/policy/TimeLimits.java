package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which attempts have given no sign of life, and which jobs have run, for longer than their submitter wants. */
public final class TimeLimits {
    private TimeLimits() {}

    /** The attempts to time out, without what they printed. One that waits for a slot is not silent by its own fault. */
    public static List<Command.TimeOutAttempt> silent(ClusterState state, Sign.Source signs) {
        List<Command.TimeOutAttempt> silent = new ArrayList<>();
        for (Worker worker : state.workers()) {
            for (Attempt attempt : worker.live()) {
                long patience = patienceFor(state, attempt);
                Optional<Sign> sign = patience == 0 ? Optional.empty() : signs.of(attempt.id());
                if (sign.isPresent()
                        && sign.get().watchedMillis() > 0
                        && sign.get().quietMillis() >= patience) {
                    silent.add(new Command.TimeOutAttempt(
                            attempt.id(), attempt.worker(), sign.get().quietMillis(), ""));
                }
            }
        }
        return silent;
    }

    /** In ms; 0: for ever. */
    private static long patienceFor(ClusterState state, Attempt attempt) {
        TaskKind kind = attempt.task().id().kind();
        boolean runsUserCode = kind == TaskKind.PLAN || kind == TaskKind.MAP || kind == TaskKind.REDUCE;
        return runsUserCode
                ? state.job(attempt.task().id().job())
                        .map(job -> job.spec().options().attemptTimeoutMillis())
                        .orElse(0L)
                : 0;
    }

    /** The jobs to expire; {@code nowMillis} is the wall clock of the leader, as in the stamps of the log. */
    public static List<Command.ExpireJob> late(ClusterState state, long nowMillis) {
        List<Command.ExpireJob> late = new ArrayList<>();
        for (Job job : state.liveJobs()) {
            long deadline = job.spec().options().deadlineMillis();
            boolean mayExpire = job.state() == JobState.SUBMITTED
                    || job.state() == JobState.PLANNING
                    || job.state() == JobState.RUNNING;
            if (mayExpire && deadline > 0 && nowMillis - job.submittedMillis() >= deadline) {
                late.add(new Command.ExpireJob(job.id()));
            }
        }
        return late;
    }
}
