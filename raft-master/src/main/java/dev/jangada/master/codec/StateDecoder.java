package dev.jangada.master.codec;

import com.google.protobuf.ByteString;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.PoisonRecord;
import dev.jangada.coordinator.state.Caution;
import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.coordinator.state.ClusterImage.AttemptImage;
import dev.jangada.coordinator.state.ClusterImage.JobImage;
import dev.jangada.coordinator.state.ClusterImage.StageImage;
import dev.jangada.coordinator.state.ClusterImage.TaskImage;
import dev.jangada.coordinator.state.ClusterImage.WorkerImage;
import dev.jangada.coordinator.state.FailedAttempt;
import dev.jangada.coordinator.state.ForgottenJob;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.coordinator.state.JobCounts;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.TermRecord;
import dev.jangada.coordinator.state.Unreached;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.SavedAttempt;
import dev.jangada.protocol.v1.SavedFailedAttempt;
import dev.jangada.protocol.v1.SavedForgottenJob;
import dev.jangada.protocol.v1.SavedHistoryEntry;
import dev.jangada.protocol.v1.SavedJob;
import dev.jangada.protocol.v1.SavedStage;
import dev.jangada.protocol.v1.SavedState;
import dev.jangada.protocol.v1.SavedTask;
import dev.jangada.protocol.v1.SavedTaskState;
import dev.jangada.protocol.v1.SavedTerm;
import dev.jangada.protocol.v1.SavedUnreached;
import dev.jangada.protocol.v1.SavedVerdict;
import dev.jangada.protocol.v1.SavedWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The decoding half of {@link StateCodec}. */
final class StateDecoder {
    private StateDecoder() {}

    static ClusterImage decode(SavedState state) throws MalformedMessageException {
        List<TermRecord> terms = new ArrayList<>(state.getTermsCount());
        for (SavedTerm term : state.getTermsList()) {
            terms.add(new TermRecord(
                    term.getTerm(),
                    term.getLeader(),
                    term.getTimeMillis(),
                    term.getOutageMillis(),
                    term.getFirstAssignedMillis()));
        }
        List<JobImage> jobs = new ArrayList<>(state.getJobsCount());
        for (SavedJob job : state.getJobsList()) {
            jobs.add(decode(job));
        }
        List<ForgottenJob> forgotten = new ArrayList<>(state.getForgottenCount());
        for (SavedForgottenJob job : state.getForgottenList()) {
            forgotten.add(new ForgottenJob(job.getToken(), IdCodec.job(job.getJob()), job.getSpecHash()));
        }
        List<WorkerImage> workers = new ArrayList<>(state.getWorkersCount());
        for (SavedWorker worker : state.getWorkersList()) {
            workers.add(decode(worker));
        }
        return MalformedMessageException.checked(
                "state",
                () -> new ClusterImage(
                        state.getTimeMillis(), state.getJobsSubmitted(), terms, jobs, forgotten, workers));
    }

    private static WorkerImage decode(SavedWorker worker) throws MalformedMessageException {
        return new WorkerImage(
                IdCodec.decode(worker.getRef()),
                worker.getIncarnation(),
                WorkerCodec.decode(worker.getDetails()),
                StateConstants.WORKER.decode(worker.getState()),
                worker.getSinceMillis(),
                worker.getReason(),
                worker.getSupersededList());
    }

    private static JobImage decode(SavedJob job) throws MalformedMessageException {
        JobSpec spec = SpecCodec.decode(job.getSpec());
        Optional<Verdict> verdict = job.hasVerdict() ? Optional.of(decode(job.getVerdict())) : Optional.empty();
        List<Blob> splits = new ArrayList<>(job.getSplitsCount());
        for (ByteString split : job.getSplitsList()) {
            splits.add(BlobCodec.decode(split));
        }
        List<StageImage> stages = new ArrayList<>(job.getStagesCount());
        for (SavedStage stage : job.getStagesList()) {
            stages.add(decode(stage));
        }
        List<FailedAttempt> failures = new ArrayList<>(job.getRecentFailuresCount());
        for (SavedFailedAttempt failure : job.getRecentFailuresList()) {
            failures.add(new FailedAttempt(
                    IdCodec.decode(failure.getAttempt()),
                    IdCodec.decode(failure.getWorker()),
                    AttemptCodec.decode(failure.getFailure())));
        }
        List<HistoryEntry> history = new ArrayList<>(job.getHistoryCount());
        for (SavedHistoryEntry entry : job.getHistoryList()) {
            history.add(HistoryCodec.decode(entry));
        }
        List<Unreached> unreached = new ArrayList<>(job.getUnreachedCount());
        for (SavedUnreached failure : job.getUnreachedList()) {
            unreached.add(new Unreached(IdCodec.decode(failure.getReader()), IdCodec.decode(failure.getHolder())));
        }
        return new JobImage(
                IdCodec.job(job.getId()),
                job.getToken(),
                spec,
                StateConstants.JOB.decode(job.getState()),
                verdict,
                job.getSubmittedMillis(),
                job.getStartedMillis(),
                job.getEndedMillis(),
                job.hasPlan() ? Optional.of(AttemptCodec.decode(job.getPlan())) : Optional.empty(),
                splits,
                stages,
                job.getMapOutputsVersion(),
                job.getCounterNamesList(),
                job.getFailovers(),
                new JobCounts(
                        job.getAttemptsStarted(),
                        job.getAttemptsFailed(),
                        job.getAttemptsLost(),
                        job.getAttemptsLive()),
                failures,
                history,
                job.getHistoryDropped(),
                unreached);
    }

    private static Verdict decode(SavedVerdict verdict) throws MalformedMessageException {
        return new Verdict(
                StateConstants.VERDICT.decode(verdict.getKind()),
                verdict.hasAttempt() ? Optional.of(IdCodec.decode(verdict.getAttempt())) : Optional.empty(),
                verdict.hasWorker() ? Optional.of(IdCodec.decode(verdict.getWorker())) : Optional.empty(),
                verdict.getCount(),
                verdict.getMessage(),
                verdict.getLogTail());
    }

    private static StageImage decode(SavedStage stage) throws MalformedMessageException {
        List<TaskState> states = new ArrayList<>(stage.getStatesCount());
        for (SavedTaskState state : stage.getStatesList()) {
            states.add(StateConstants.TASK.decode(state));
        }
        List<TaskImage> tasks = new ArrayList<>(stage.getTasksCount());
        for (SavedTask task : stage.getTasksList()) {
            tasks.add(decode(task));
        }
        return new StageImage(IdCodec.decode(stage.getKind()), states, tasks);
    }

    private static TaskImage decode(SavedTask task) throws MalformedMessageException {
        List<AttemptImage> attempts = new ArrayList<>(task.getAttemptsCount());
        for (SavedAttempt attempt : task.getAttemptsList()) {
            attempts.add(decode(attempt));
        }
        List<PoisonRecord> skips = new ArrayList<>(task.getSkipsCount());
        for (dev.jangada.protocol.v1.PoisonRecord record : task.getSkipsList()) {
            skips.add(AttemptCodec.decode(record));
        }
        Optional<PoisonRecord> failedAt =
                task.hasFailedAt() ? Optional.of(AttemptCodec.decode(task.getFailedAt())) : Optional.empty();
        return new TaskImage(
                task.getIndex(),
                task.getStarted(),
                task.getFailures(),
                task.getLosses(),
                task.getReleases(),
                task.getLastChange(),
                attempts,
                new Caution(task.getRunsAlone(), skips, failedAt, task.getFailuresThere()));
    }

    private static AttemptImage decode(SavedAttempt attempt) throws MalformedMessageException {
        return new AttemptImage(
                attempt.getNumber(),
                StateConstants.ATTEMPT.decode(attempt.getState()),
                IdCodec.decode(attempt.getWorker()),
                attempt.getTerm(),
                attempt.getAssignedMillis(),
                attempt.getStartedMillis(),
                attempt.getEndedMillis(),
                attempt.getReason(),
                attempt.getBackup(),
                decodeFailure(attempt.getFailure()),
                attempt.getEndReason(),
                attempt.getOutputBytes(),
                attempt.getConsumedVersion(),
                attempt.hasPart() ? Optional.of(AttemptCodec.decode(attempt.getPart())) : Optional.empty(),
                attempt.getCountersList());
    }

    static Optional<Failure.Kind> decodeFailure(FailureKind kind) throws MalformedMessageException {
        return kind == FailureKind.FAILURE_KIND_UNSPECIFIED ? Optional.empty() : Optional.of(AttemptCodec.decode(kind));
    }
}
