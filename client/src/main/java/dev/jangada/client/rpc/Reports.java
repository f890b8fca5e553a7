package dev.jangada.client.rpc;

import dev.jangada.client.AttemptCounts;
import dev.jangada.client.JobExplanation;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.MastersStatus;
import dev.jangada.client.OutputPart;
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import dev.jangada.client.WorkerStatus;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.AttemptInfo;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.FailoverInfo;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.StageInfo;
import dev.jangada.protocol.v1.TaskInfo;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns messages into the client's records. */
public final class Reports {

    private static final String CANCELLED = "cancelled";

    private Reports() {}

    /** A reason that is told by itself says "cancelled" first, which the state says already. */
    private static String reason(JobInfo info) {
        String reason = info.getReason();
        boolean isCancelled = info.getState() == JobPhase.CANCELLING || info.getState() == JobPhase.CANCELLED;
        if (!isCancelled || !reason.startsWith(CANCELLED)) {
            return reason;
        }
        String rest = reason.substring(CANCELLED.length());
        return rest.startsWith(": ") ? rest.substring(2) : rest.isEmpty() ? rest : reason;
    }

    /** A job. */
    public static JobStatus job(JobInfo info) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (Argument argument : info.getArgumentsList()) {
            arguments.put(argument.getKey(), argument.getValue());
        }
        return new JobStatus(
                info.getId(),
                info.getName(),
                info.getDefinition(),
                state(info.getState()),
                reason(info),
                info.getProgress(),
                info.getStagesList().stream().map(Reports::stage).toList(),
                new TreeMap<>(info.getCountersMap()),
                info.getPartsList().stream().map(Reports::part).toList(),
                info.hasOutput() ? Optional.of(info.getOutput()) : Optional.empty(),
                info.getInputsList().stream().map(Reports::input).toList(),
                arguments,
                new JobStatus.Times(
                        Instant.ofEpochMilli(info.getSubmittedAtMillis()),
                        instant(info.getStartedAtMillis()),
                        instant(info.getFinishedAtMillis())),
                new AttemptCounts(
                        info.getAttemptsStarted(),
                        info.getAttemptsFailed(),
                        info.getAttemptsLost(),
                        info.getAttemptsLive()),
                info.getFailovers(),
                info.getInputFiles(),
                info.getInputBytes(),
                info.getFailureLogTail());
    }

    /** What happened to a job. */
    public static JobExplanation explanation(ExplainJobResponse response) {
        return new JobExplanation(
                job(response.getJob()),
                response.getFindingsList(),
                response.getHistoryList().stream()
                        .map(entry -> new JobExplanation.Event(
                                Instant.ofEpochMilli(entry.getAtMillis()),
                                entry.getTerm(),
                                entry.getIndex(),
                                entry.getKind(),
                                entry.getText()))
                        .toList(),
                response.getTasksList().stream().map(Reports::task).toList());
    }

    /** A worker. */
    public static WorkerStatus worker(WorkerInfo info) {
        return new WorkerStatus(
                info.getId(),
                info.getEpoch(),
                info.getState(),
                info.getDetails().getAddress(),
                info.getDetails().getSlots(),
                info.getLiveAttempts(),
                info.getOutputs(),
                info.getAttached(),
                Duration.ofMillis(info.getLastHeardMillisAgo()),
                info.getReason());
    }

    /** The masters. */
    public static MastersStatus masters(ListMastersResponse response) {
        return new MastersStatus(
                response.getMastersList().stream().map(Reports::master).toList(),
                response.hasLastFailover() ? Optional.of(failover(response.getLastFailover())) : Optional.empty());
    }

    private static MastersStatus.Master master(MasterInfo info) {
        return new MastersStatus.Master(
                info.getId(),
                info.getRole(),
                info.getApiAddress(),
                info.getRaftAddress(),
                info.getHttpAddress(),
                info.getTerm(),
                info.getAppliedIndex(),
                info.getCommitIndex(),
                info.getStateHash(),
                info.getAlive(),
                info.getVersion());
    }

    private static MastersStatus.Failover failover(FailoverInfo info) {
        return new MastersStatus.Failover(
                info.getTerm(),
                info.getLeaderId(),
                info.getPreviousLeaderId(),
                Instant.ofEpochMilli(info.getAtMillis()),
                Duration.ofMillis(info.getOutageMillis()),
                info.getFirstAssignmentMillis() == 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(info.getFirstAssignmentMillis())));
    }

    private static JobExplanation.Task task(TaskInfo info) {
        return new JobExplanation.Task(
                stage(info.getStage()),
                info.getIndex(),
                info.getState(),
                info.getAttemptsList().stream().map(Reports::attempt).toList());
    }

    private static JobExplanation.Attempt attempt(AttemptInfo info) {
        return new JobExplanation.Attempt(
                info.getAttempt().getNumber(),
                info.getState(),
                info.getWorker().getWorker(),
                info.getWorker().getEpoch(),
                info.getTerm(),
                Instant.ofEpochMilli(info.getAssignedAtMillis()),
                instant(info.getEndedAtMillis()),
                info.getReason(),
                info.getEndReason());
    }

    private static StageProgress stage(StageInfo info) {
        return new StageProgress(
                stage(info.getStage()),
                info.getTasks(),
                info.getBlocked(),
                info.getReady(),
                info.getRunning(),
                info.getCommitted(),
                info.getFailed(),
                info.getProgress());
    }

    private static OutputPart part(Part part) {
        return new OutputPart(
                part.getName(), part.getRecords(), part.getBytes(), Integer.toUnsignedLong(part.getCrc32C()));
    }

    private static String input(InputPath input) {
        return input.getDisplayName().isEmpty() ? input.getPath() : input.getDisplayName();
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static JobState state(JobPhase phase) {
        return switch (phase) {
            case PLANNING -> JobState.PLANNING;
            case RUNNING -> JobState.RUNNING;
            case PUBLISHING -> JobState.PUBLISHING;
            case SUCCEEDED -> JobState.SUCCEEDED;
            case CANCELLING -> JobState.CANCELLING;
            case CANCELLED -> JobState.CANCELLED;
            case FAILING -> JobState.FAILING;
            case FAILED -> JobState.FAILED;
            case SUBMITTED, JOB_PHASE_UNSPECIFIED, UNRECOGNIZED -> JobState.SUBMITTED;
        };
    }

    private static Stage stage(TaskStage stage) {
        return switch (stage) {
            case MAP -> Stage.MAP;
            case REDUCE -> Stage.REDUCE;
            case PUBLISH -> Stage.PUBLISH;
            case ABORT -> Stage.ABORT;
            case PLAN, TASK_STAGE_UNSPECIFIED, UNRECOGNIZED -> Stage.PLAN;
        };
    }
}
