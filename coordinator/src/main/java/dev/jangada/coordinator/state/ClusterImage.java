package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Optional;

/**
 * The whole state as values, for snapshots: {@link ClusterState#image} and {@link ClusterState#of}. What can be computed
 * (indexes, sums) is left out.
 *
 * @param timeMillis the time of the last event
 * @param jobsSubmitted how many jobs were ever submitted; the next one has this number plus 1
 * @param terms the last terms, oldest first
 * @param jobs in the order of submission
 * @param forgotten tokens of dropped jobs, oldest first
 * @param workers by id
 */
public record ClusterImage(
        long timeMillis,
        long jobsSubmitted,
        List<TermRecord> terms,
        List<JobImage> jobs,
        List<ForgottenJob> forgotten,
        List<WorkerImage> workers) {
    public ClusterImage {
        terms = List.copyOf(terms);
        jobs = List.copyOf(jobs);
        forgotten = List.copyOf(forgotten);
        workers = List.copyOf(workers);
    }

    /**
     * A {@link Job}.
     *
     * @param splits empty once they are not needed any more
     * @param stages in the order of {@link TaskKind}; those that exist by now
     * @param counterNames in the order of the attempts' {@link AttemptImage#counters}
     * @param history first and last entries
     * @param historyDropped how many between them are missing
     * @param unreached oldest first
     */
    public record JobImage(
            JobId id,
            String token,
            JobSpec spec,
            JobState state,
            Optional<Verdict> verdict,
            long submittedMillis,
            long startedMillis,
            long endedMillis,
            Optional<PlanSummary> plan,
            List<Blob> splits,
            List<StageImage> stages,
            long mapOutputsVersion,
            List<String> counterNames,
            int failovers,
            JobCounts counts,
            List<FailedAttempt> recentFailures,
            List<HistoryEntry> history,
            long historyDropped,
            List<Unreached> unreached) {
        public JobImage {
            splits = List.copyOf(splits);
            stages = List.copyOf(stages);
            counterNames = List.copyOf(counterNames);
            recentFailures = List.copyOf(recentFailures);
            history = List.copyOf(history);
            unreached = List.copyOf(unreached);
        }
    }

    /**
     * A {@link Stage}.
     *
     * @param states of every task, by index
     * @param tasks those that were ever assigned, by index
     */
    public record StageImage(TaskKind kind, List<TaskState> states, List<TaskImage> tasks) {
        public StageImage {
            states = List.copyOf(states);
            tasks = List.copyOf(tasks);
        }
    }

    /** A {@link Task} that was ever assigned; attempts oldest first. */
    public record TaskImage(
            int index,
            int started,
            int failures,
            int losses,
            int releases,
            long lastChange,
            List<AttemptImage> attempts,
            Caution caution) {
        public TaskImage {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * An {@link Attempt}.
     *
     * @param counters values by the index of their name in {@link JobImage#counterNames}; may be shorter
     */
    public record AttemptImage(
            int number,
            AttemptState state,
            WorkerRef worker,
            long term,
            long assignedMillis,
            long startedMillis,
            long endedMillis,
            String reason,
            boolean isBackup,
            Optional<Failure.Kind> failure,
            String endReason,
            long outputBytes,
            long consumedVersion,
            Optional<PartFact> part,
            List<Long> counters) {
        public AttemptImage {
            counters = List.copyOf(counters);
        }
    }

    /** A {@link Worker}; {@code superseded} are the processes that were replaced, oldest first. */
    public record WorkerImage(
            WorkerRef ref,
            String incarnation,
            WorkerProfile profile,
            WorkerState state,
            long sinceMillis,
            String reason,
            List<String> superseded) {
        public WorkerImage {
            superseded = List.copyOf(superseded);
        }
    }
}
