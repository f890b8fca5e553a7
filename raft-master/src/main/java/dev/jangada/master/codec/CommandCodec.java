package dev.jangada.master.codec;

import com.google.protobuf.ByteString;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.protocol.v1.AddSplitsCommand;
import dev.jangada.protocol.v1.AssignAttemptCommand;
import dev.jangada.protocol.v1.LoggedCommand;
import dev.jangada.protocol.v1.RegisterWorkerCommand;
import dev.jangada.protocol.v1.ReportOutputLostCommand;
import java.util.ArrayList;
import java.util.List;

/** Converts commands of the core to and from what the log holds. A new command does not compile until it is encoded. */
public final class CommandCodec {
    private static final CommandEncoder ENCODER = new CommandEncoder();

    private CommandCodec() {}

    public static LoggedCommand encode(Command command) {
        return command.accept(ENCODER);
    }

    /** @throws MalformedMessageException when a field is missing or out of bounds; the same on every master */
    public static Command decode(LoggedCommand logged) throws MalformedMessageException {
        return switch (logged.getCommandCase()) {
            case SUBMIT_JOB ->
                new Command.SubmitJob(
                        logged.getSubmitJob().getToken(),
                        SpecCodec.decode(logged.getSubmitJob().getJob()));
            case CANCEL_JOB ->
                new Command.CancelJob(
                        IdCodec.job(logged.getCancelJob().getJob()),
                        logged.getCancelJob().getReason());
            case REGISTER_WORKER -> decode(logged.getRegisterWorker());
            case DRAIN_WORKER ->
                new Command.DrainWorker(IdCodec.worker(logged.getDrainWorker().getWorker()));
            case FENCE_WORKER ->
                new Command.FenceWorker(
                        IdCodec.decode(logged.getFenceWorker().getWorker()),
                        logged.getFenceWorker().getReason(),
                        AttemptCodec.decodeLogs(logged.getFenceWorker().getLogsList()));
            case RETIRE_WORKER ->
                new Command.RetireWorker(IdCodec.worker(logged.getRetireWorker().getWorker()));
            case BEGIN_TERM ->
                new Command.BeginTerm(
                        logged.getBeginTerm().getLeaderId(),
                        logged.getBeginTerm().getOutageMillis());
            case FORGET_JOB ->
                new Command.ForgetJob(IdCodec.job(logged.getForgetJob().getJob()));
            case EXPIRE_JOB ->
                new Command.ExpireJob(IdCodec.job(logged.getExpireJob().getJob()));
            case ASSIGN_ATTEMPT,
                    START_ATTEMPT,
                    ADD_SPLITS,
                    COMMIT_ATTEMPT,
                    FAIL_ATTEMPT,
                    TIME_OUT_ATTEMPT,
                    RELEASE_ATTEMPT,
                    REPORT_OUTPUT_LOST -> decodeAttemptCommand(logged);
            case COMMAND_NOT_SET -> throw new MalformedMessageException("the log entry holds no command");
        };
    }

    private static Command decodeAttemptCommand(LoggedCommand logged) throws MalformedMessageException {
        return switch (logged.getCommandCase()) {
            case ASSIGN_ATTEMPT -> decode(logged.getAssignAttempt());
            case START_ATTEMPT ->
                new Command.StartAttempt(
                        IdCodec.decode(logged.getStartAttempt().getAttempt()),
                        IdCodec.decode(logged.getStartAttempt().getWorker()));
            case ADD_SPLITS -> decode(logged.getAddSplits());
            case COMMIT_ATTEMPT ->
                new Command.CommitAttempt(
                        IdCodec.decode(logged.getCommitAttempt().getAttempt()),
                        IdCodec.decode(logged.getCommitAttempt().getWorker()),
                        AttemptCodec.decode(logged.getCommitAttempt().getOutcome()));
            case FAIL_ATTEMPT ->
                new Command.FailAttempt(
                        IdCodec.decode(logged.getFailAttempt().getAttempt()),
                        IdCodec.decode(logged.getFailAttempt().getWorker()),
                        AttemptCodec.decode(logged.getFailAttempt().getFailure()));
            case TIME_OUT_ATTEMPT ->
                new Command.TimeOutAttempt(
                        IdCodec.decode(logged.getTimeOutAttempt().getAttempt()),
                        IdCodec.decode(logged.getTimeOutAttempt().getWorker()),
                        logged.getTimeOutAttempt().getSilentMillis(),
                        logged.getTimeOutAttempt().getLogTail());
            case RELEASE_ATTEMPT ->
                new Command.ReleaseAttempt(
                        IdCodec.decode(logged.getReleaseAttempt().getAttempt()),
                        IdCodec.decode(logged.getReleaseAttempt().getWorker()),
                        logged.getReleaseAttempt().getReason());
            case REPORT_OUTPUT_LOST -> decode(logged.getReportOutputLost());
            default -> throw new IllegalStateException("not about an attempt: " + logged.getCommandCase());
        };
    }

    private static Command decode(RegisterWorkerCommand command) throws MalformedMessageException {
        return new Command.RegisterWorker(
                IdCodec.worker(command.getWorker()),
                command.getIncarnation(),
                WorkerCodec.decode(command.getDetails()));
    }

    private static Command decode(AssignAttemptCommand command) throws MalformedMessageException {
        TaskId task = IdCodec.task(command.getJob(), command.getStage(), command.getIndex());
        return new Command.AssignAttempt(
                task, IdCodec.decode(command.getWorker()), command.getReason(), command.getBackup());
    }

    private static Command decode(AddSplitsCommand command) throws MalformedMessageException {
        List<Blob> splits = new ArrayList<>(command.getSplitsCount());
        for (ByteString split : command.getSplitsList()) {
            splits.add(BlobCodec.decode(split));
        }
        return new Command.AddSplits(
                IdCodec.decode(command.getAttempt()),
                IdCodec.decode(command.getWorker()),
                command.getFirstIndex(),
                splits);
    }

    private static Command decode(ReportOutputLostCommand command) throws MalformedMessageException {
        return new Command.ReportOutputLost(
                IdCodec.decode(command.getReader()),
                IdCodec.decode(command.getWorker()),
                IdCodec.decode(command.getLost()),
                AttemptCodec.decode(command.getTrouble()),
                command.getCause());
    }
}
