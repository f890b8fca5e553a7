package dev.jangada.master.codec;

import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.coordinator.state.ClusterImage.AttemptImage;
import dev.jangada.coordinator.state.ClusterImage.JobImage;
import dev.jangada.coordinator.state.ClusterImage.StageImage;
import dev.jangada.coordinator.state.ClusterImage.TaskImage;
import dev.jangada.coordinator.state.ClusterImage.WorkerImage;
import dev.jangada.coordinator.state.FailedAttempt;
import dev.jangada.coordinator.state.ForgottenJob;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.TermRecord;
import dev.jangada.coordinator.state.Unreached;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.protocol.v1.SavedAttempt;
import dev.jangada.protocol.v1.SavedFailedAttempt;
import dev.jangada.protocol.v1.SavedForgottenJob;
import dev.jangada.protocol.v1.SavedJob;
import dev.jangada.protocol.v1.SavedStage;
import dev.jangada.protocol.v1.SavedState;
import dev.jangada.protocol.v1.SavedTask;
import dev.jangada.protocol.v1.SavedTerm;
import dev.jangada.protocol.v1.SavedUnreached;
import dev.jangada.protocol.v1.SavedVerdict;
import dev.jangada.protocol.v1.SavedWorker;

/** Converts the whole state to what a snapshot holds; {@link StateDecoder} converts it back. */
public final class StateCodec {
    private StateCodec() {}

    public static SavedState encode(ClusterImage image) {
        SavedState.Builder state =
                SavedState.newBuilder().setTimeMillis(image.timeMillis()).setJobsSubmitted(image.jobsSubmitted());
        for (TermRecord term : image.terms()) {
            state.addTerms(SavedTerm.newBuilder()
                    .setTerm(term.term())
                    .setLeader(term.leader())
                    .setTimeMillis(term.timeMillis())
                    .setOutageMillis(term.outageMillis())
                    .setFirstAssignedMillis(term.firstAssignedMillis()));
        }
        for (JobImage job : image.jobs()) {
            state.addJobs(encode(job));
        }
        for (ForgottenJob job : image.forgotten()) {
            state.addForgotten(SavedForgottenJob.newBuilder()
                    .setToken(job.token())
                    .setJob(job.job().value())
                    .setSpecHash(job.specHash()));
        }
        for (WorkerImage worker : image.workers()) {
            state.addWorkers(encode(worker));
        }
        return state.build();
    }

    public static ClusterImage decode(SavedState state) throws MalformedMessageException {
        return StateDecoder.decode(state);
    }

    private static SavedWorker encode(WorkerImage worker) {
        return SavedWorker.newBuilder()
                .setRef(IdCodec.encode(worker.ref()))
                .setIncarnation(worker.incarnation())
                .setDetails(WorkerCodec.encode(worker.profile()))
                .setState(StateConstants.WORKER.encode(worker.state()))
                .setSinceMillis(worker.sinceMillis())
                .setReason(worker.reason())
                .addAllSuperseded(worker.superseded())
                .build();
    }

    private static SavedJob encode(JobImage job) {
        SavedJob.Builder saved = SavedJob.newBuilder()
                .setId(job.id().value())
                .setToken(job.token())
                .setSpec(SpecCodec.encode(job.spec()))
                .setState(StateConstants.JOB.encode(job.state()))
                .setSubmittedMillis(job.submittedMillis())
                .setStartedMillis(job.startedMillis())
                .setEndedMillis(job.endedMillis())
                .setMapOutputsVersion(job.mapOutputsVersion())
                .addAllCounterNames(job.counterNames())
                .setFailovers(job.failovers())
                .setAttemptsStarted(job.counts().started())
                .setAttemptsFailed(job.counts().failed())
                .setAttemptsLost(job.counts().lost())
                .setAttemptsLive(job.counts().live())
                .setHistoryDropped(job.historyDropped());
        job.verdict().map(StateCodec::encode).ifPresent(saved::setVerdict);
        job.plan().map(AttemptCodec::encode).ifPresent(saved::setPlan);
        for (Blob split : job.splits()) {
            saved.addSplits(BlobCodec.encode(split));
        }
        for (StageImage stage : job.stages()) {
            saved.addStages(encode(stage));
        }
        for (FailedAttempt failure : job.recentFailures()) {
            saved.addRecentFailures(SavedFailedAttempt.newBuilder()
                    .setAttempt(IdCodec.encode(failure.attempt()))
                    .setWorker(IdCodec.encode(failure.worker()))
                    .setFailure(AttemptCodec.encode(failure.failure())));
        }
        for (HistoryEntry entry : job.history()) {
            saved.addHistory(HistoryCodec.encode(entry));
        }
        for (Unreached failure : job.unreached()) {
            saved.addUnreached(SavedUnreached.newBuilder()
                    .setReader(IdCodec.encode(failure.reader()))
                    .setHolder(IdCodec.encode(failure.holder())));
        }
        return saved.build();
    }

    private static SavedVerdict encode(Verdict verdict) {
        SavedVerdict.Builder saved = SavedVerdict.newBuilder()
                .setKind(StateConstants.VERDICT.encode(verdict.kind()))
                .setCount(verdict.count())
                .setMessage(verdict.message())
                .setLogTail(verdict.logTail());
        verdict.attempt().map(IdCodec::encode).ifPresent(saved::setAttempt);
        verdict.worker().map(IdCodec::encode).ifPresent(saved::setWorker);
        return saved.build();
    }

    private static SavedStage encode(StageImage stage) {
        SavedStage.Builder saved = SavedStage.newBuilder().setKind(IdCodec.encode(stage.kind()));
        for (TaskState state : stage.states()) {
            saved.addStates(StateConstants.TASK.encode(state));
        }
        for (TaskImage task : stage.tasks()) {
            saved.addTasks(encode(task));
        }
        return saved.build();
    }

    private static SavedTask encode(TaskImage task) {
        SavedTask.Builder saved = SavedTask.newBuilder()
                .setIndex(task.index())
                .setStarted(task.started())
                .setFailures(task.failures())
                .setLosses(task.losses())
                .setReleases(task.releases())
                .setLastChange(task.lastChange())
                .setRunsAlone(task.caution().runsAlone())
                .setFailuresThere(task.caution().failuresThere());
        task.caution().skips().forEach(record -> saved.addSkips(AttemptCodec.encode(record)));
        task.caution().failedAt().map(AttemptCodec::encode).ifPresent(saved::setFailedAt);
        for (AttemptImage attempt : task.attempts()) {
            saved.addAttempts(encode(attempt));
        }
        return saved.build();
    }

    private static SavedAttempt encode(AttemptImage attempt) {
        SavedAttempt.Builder saved = SavedAttempt.newBuilder()
                .setNumber(attempt.number())
                .setState(StateConstants.ATTEMPT.encode(attempt.state()))
                .setWorker(IdCodec.encode(attempt.worker()))
                .setTerm(attempt.term())
                .setAssignedMillis(attempt.assignedMillis())
                .setStartedMillis(attempt.startedMillis())
                .setEndedMillis(attempt.endedMillis())
                .setReason(attempt.reason())
                .setBackup(attempt.isBackup())
                .setEndReason(attempt.endReason())
                .setOutputBytes(attempt.outputBytes())
                .setConsumedVersion(attempt.consumedVersion())
                .addAllCounters(attempt.counters());
        attempt.failure().map(AttemptCodec::encode).ifPresent(saved::setFailure);
        attempt.part().map(AttemptCodec::encode).ifPresent(saved::setPart);
        return saved.build();
    }
}
