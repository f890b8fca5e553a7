package dev.jangada.coordinator.policy;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.FailedAttempt;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which workers get no new tasks because tasks fail there and succeed elsewhere. Evidence is a task with a failed attempt
 * on the worker, in its present epoch, and a committed one on another worker. Two such tasks of a job exclude the worker
 * from that job; such tasks of three jobs within ten minutes exclude it from all, until ten minutes after the last of
 * these failures. Never more than half of the active workers are excluded, those with the most evidence first: code that
 * fails now and then fails everywhere. Failures count as long as their job remembers them.
 */
public final class Exclusion {
    /** Nobody is excluded. */
    public static final Exclusion NONE = new Exclusion(Map.of(), Map.of());

    private static final int TASKS_OF_A_JOB = 2;
    private static final int JOBS = 3;
    private static final long CLUSTER_MILLIS = 600_000;
    private static final int TASKS_NAMED = 3;

    private final Map<WorkerId, String> everywhere;
    private final Map<JobId, Map<WorkerId, String>> byJob;

    private Exclusion(Map<WorkerId, String> everywhere, Map<JobId, Map<WorkerId, String>> byJob) {
        this.everywhere = everywhere;
        this.byJob = byJob;
    }

    /** Who is excluded; {@code nowMillis} is the wall clock of the leader, as in the stamps of the log. */
    public static Exclusion of(ClusterState state, long nowMillis) {
        Map<JobId, Map<WorkerId, Set<TaskId>>> evidence = new LinkedHashMap<>();
        Map<WorkerId, Set<JobId>> recentJobs = new TreeMap<>();
        for (Job job : state.jobs()) {
            boolean isOld = job.isEnded() && nowMillis - job.endedMillis() > CLUSTER_MILLIS;
            for (FailedAttempt failed : isOld ? List.<FailedAttempt>of() : job.recentFailures()) {
                Optional<Attempt> attempt = evidence(state, job, failed);
                if (attempt.isPresent()) {
                    WorkerId worker = failed.worker().worker();
                    evidence.computeIfAbsent(job.id(), first -> new TreeMap<>())
                            .computeIfAbsent(worker, first -> new TreeSet<>())
                            .add(failed.attempt().task());
                    if (nowMillis - attempt.get().endedMillis() <= CLUSTER_MILLIS) {
                        recentJobs
                                .computeIfAbsent(worker, first -> new TreeSet<>(Comparator.comparing(JobId::value)))
                                .add(job.id());
                    }
                }
            }
        }
        return evidence.isEmpty() ? NONE : decide(state, evidence, recentJobs);
    }

    /** The failed attempt, if it says something about its worker. */
    private static Optional<Attempt> evidence(ClusterState state, Job job, FailedAttempt failed) {
        Failure.Kind kind = failed.failure().kind();
        boolean isOthersFault = kind == Failure.Kind.FETCH || kind == Failure.Kind.EXECUTOR_LOST;
        if (isOthersFault || state.trusted(failed.worker()).isEmpty()) {
            return Optional.empty();
        }
        boolean succeededElsewhere = job.task(failed.attempt().task())
                .flatMap(Task::committed)
                .filter(winner ->
                        !winner.worker().worker().equals(failed.worker().worker()))
                .isPresent();
        return succeededElsewhere ? job.attempt(failed.attempt()) : Optional.empty();
    }

    private static Exclusion decide(
            ClusterState state, Map<JobId, Map<WorkerId, Set<TaskId>>> evidence, Map<WorkerId, Set<JobId>> recentJobs) {
        long active = state.workers().stream()
                .filter(worker -> worker.state() == WorkerState.ACTIVE)
                .count();
        Map<WorkerId, String> everywhere = new TreeMap<>();
        for (Map.Entry<WorkerId, Set<JobId>> each : worst(recentJobs, JOBS, active / 2)) {
            everywhere.put(
                    each.getKey(),
                    "excluded: tasks of " + each.getValue().size() + " jobs failed there and succeeded elsewhere in the"
                            + " last 10 minutes");
        }
        Map<JobId, Map<WorkerId, String>> byJob = new LinkedHashMap<>();
        evidence.forEach((job, byWorker) -> {
            byWorker.keySet().removeAll(everywhere.keySet());
            Map<WorkerId, String> excluded = new TreeMap<>();
            long most = active / 2 - everywhere.size();
            worst(byWorker, TASKS_OF_A_JOB, most)
                    .forEach(each -> excluded.put(each.getKey(), reason(job, each.getValue())));
            if (!excluded.isEmpty()) {
                byJob.put(job, excluded);
            }
        });
        return new Exclusion(everywhere, byJob);
    }

    /** Those with at least {@code least} items, most first, at most {@code most} of them. */
    private static <T> List<Map.Entry<WorkerId, Set<T>>> worst(Map<WorkerId, Set<T>> evidence, int least, long most) {
        List<Map.Entry<WorkerId, Set<T>>> worst = new ArrayList<>(evidence.entrySet());
        worst.removeIf(each -> each.getValue().size() < least);
        worst.sort(Comparator.comparingInt(
                        (Map.Entry<WorkerId, Set<T>> each) -> -each.getValue().size())
                .thenComparing(Map.Entry::getKey));
        return worst.subList(0, (int) Math.min(worst.size(), Math.max(0, most)));
    }

    private static String reason(JobId job, Set<TaskId> tasks) {
        List<String> named =
                tasks.stream().limit(TASKS_NAMED).map(TaskId::toString).toList();
        int more = tasks.size() - named.size();
        return "excluded from " + job.value() + ": " + String.join(", ", named)
                + (more > 0 ? " and " + more + " more" : "") + " failed there and succeeded elsewhere";
    }

    /** Why a worker gets no new task of a job; empty if it may. */
    public Optional<String> from(JobId job, WorkerId worker) {
        Optional<String> fromAll = fromAll(worker);
        return fromAll.isPresent()
                ? fromAll
                : Optional.ofNullable(byJob.getOrDefault(job, Map.of()).get(worker));
    }

    /** Why a worker gets no new task at all; empty if it may. */
    public Optional<String> fromAll(WorkerId worker) {
        return Optional.ofNullable(everywhere.get(worker));
    }

    /** All reasons that keep new tasks from a worker. */
    public List<String> reasons(Worker worker) {
        List<String> reasons = new ArrayList<>();
        fromAll(worker.id()).ifPresent(reasons::add);
        byJob.values().forEach(excluded -> {
            String reason = excluded.get(worker.id());
            if (reason != null) {
                reasons.add(reason);
            }
        });
        return reasons;
    }
}
