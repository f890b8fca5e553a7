package dev.jangada.master.codec;

import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.protocol.v1.AddSplitsCommand;
import dev.jangada.protocol.v1.AssignAttemptCommand;
import dev.jangada.protocol.v1.BeginTermCommand;
import dev.jangada.protocol.v1.CancelJobCommand;
import dev.jangada.protocol.v1.CommitAttemptCommand;
import dev.jangada.protocol.v1.DrainWorkerCommand;
import dev.jangada.protocol.v1.ExpireJobCommand;
import dev.jangada.protocol.v1.FailAttemptCommand;
import dev.jangada.protocol.v1.FenceWorkerCommand;
import dev.jangada.protocol.v1.ForgetJobCommand;
import dev.jangada.protocol.v1.LoggedCommand;
import dev.jangada.protocol.v1.RegisterWorkerCommand;
import dev.jangada.protocol.v1.ReleaseAttemptCommand;
import dev.jangada.protocol.v1.ReportOutputLostCommand;
import dev.jangada.protocol.v1.RetireWorkerCommand;
import dev.jangada.protocol.v1.StartAttemptCommand;
import dev.jangada.protocol.v1.SubmitJobCommand;
import dev.jangada.protocol.v1.TimeOutAttemptCommand;

/** The encoding half of {@link CommandCodec}. */
final class CommandEncoder implements Command.Visitor<LoggedCommand> {
    @Override
    public LoggedCommand submitJob(Command.SubmitJob command) {
        return LoggedCommand.newBuilder()
                .setSubmitJob(SubmitJobCommand.newBuilder()
                        .setToken(command.token())
                        .setJob(SpecCodec.encode(command.spec())))
                .build();
    }

    @Override
    public LoggedCommand cancelJob(Command.CancelJob command) {
        return LoggedCommand.newBuilder()
                .setCancelJob(CancelJobCommand.newBuilder()
                        .setJob(command.job().value())
                        .setReason(command.reason()))
                .build();
    }

    @Override
    public LoggedCommand registerWorker(Command.RegisterWorker command) {
        return LoggedCommand.newBuilder()
                .setRegisterWorker(RegisterWorkerCommand.newBuilder()
                        .setWorker(command.worker().value())
                        .setIncarnation(command.incarnation())
                        .setDetails(WorkerCodec.encode(command.profile())))
                .build();
    }

    @Override
    public LoggedCommand drainWorker(Command.DrainWorker command) {
        return LoggedCommand.newBuilder()
                .setDrainWorker(DrainWorkerCommand.newBuilder()
                        .setWorker(command.worker().value()))
                .build();
    }

    @Override
    public LoggedCommand fenceWorker(Command.FenceWorker command) {
        return LoggedCommand.newBuilder()
                .setFenceWorker(FenceWorkerCommand.newBuilder()
                        .addAllLogs(command.logs().stream()
                                .map(AttemptCodec::encode)
                                .toList())
                        .setWorker(IdCodec.encode(command.worker()))
                        .setReason(command.reason()))
                .build();
    }

    @Override
    public LoggedCommand retireWorker(Command.RetireWorker command) {
        return LoggedCommand.newBuilder()
                .setRetireWorker(RetireWorkerCommand.newBuilder()
                        .setWorker(command.worker().value()))
                .build();
    }

    @Override
    public LoggedCommand assignAttempt(Command.AssignAttempt command) {
        return LoggedCommand.newBuilder()
                .setAssignAttempt(AssignAttemptCommand.newBuilder()
                        .setJob(command.task().job().value())
                        .setStage(IdCodec.encode(command.task().kind()))
                        .setIndex(command.task().index())
                        .setWorker(IdCodec.encode(command.worker()))
                        .setReason(command.reason())
                        .setBackup(command.isBackup()))
                .build();
    }

    @Override
    public LoggedCommand startAttempt(Command.StartAttempt command) {
        return LoggedCommand.newBuilder()
                .setStartAttempt(StartAttemptCommand.newBuilder()
                        .setAttempt(IdCodec.encode(command.attempt()))
                        .setWorker(IdCodec.encode(command.worker())))
                .build();
    }

    @Override
    public LoggedCommand addSplits(Command.AddSplits command) {
        AddSplitsCommand.Builder splits = AddSplitsCommand.newBuilder()
                .setAttempt(IdCodec.encode(command.attempt()))
                .setWorker(IdCodec.encode(command.worker()))
                .setFirstIndex(command.firstIndex());
        for (Blob split : command.splits()) {
            splits.addSplits(BlobCodec.encode(split));
        }
        return LoggedCommand.newBuilder().setAddSplits(splits).build();
    }

    @Override
    public LoggedCommand commitAttempt(Command.CommitAttempt command) {
        return LoggedCommand.newBuilder()
                .setCommitAttempt(CommitAttemptCommand.newBuilder()
                        .setAttempt(IdCodec.encode(command.attempt()))
                        .setWorker(IdCodec.encode(command.worker()))
                        .setOutcome(AttemptCodec.encode(command.result())))
                .build();
    }

    @Override
    public LoggedCommand failAttempt(Command.FailAttempt command) {
        return LoggedCommand.newBuilder()
                .setFailAttempt(FailAttemptCommand.newBuilder()
                        .setAttempt(IdCodec.encode(command.attempt()))
                        .setWorker(IdCodec.encode(command.worker()))
                        .setFailure(AttemptCodec.encode(command.failure())))
                .build();
    }

    @Override
    public LoggedCommand timeOutAttempt(Command.TimeOutAttempt command) {
        return LoggedCommand.newBuilder()
                .setTimeOutAttempt(TimeOutAttemptCommand.newBuilder()
                        .setAttempt(IdCodec.encode(command.attempt()))
                        .setWorker(IdCodec.encode(command.worker()))
                        .setSilentMillis(command.silentMillis())
                        .setLogTail(command.logTail()))
                .build();
    }

    @Override
    public LoggedCommand expireJob(Command.ExpireJob command) {
        return LoggedCommand.newBuilder()
                .setExpireJob(ExpireJobCommand.newBuilder().setJob(command.job().value()))
                .build();
    }

    @Override
    public LoggedCommand releaseAttempt(Command.ReleaseAttempt command) {
        return LoggedCommand.newBuilder()
                .setReleaseAttempt(ReleaseAttemptCommand.newBuilder()
                        .setAttempt(IdCodec.encode(command.attempt()))
                        .setWorker(IdCodec.encode(command.worker()))
                        .setReason(command.reason()))
                .build();
    }

    @Override
    public LoggedCommand reportOutputLost(Command.ReportOutputLost command) {
        return LoggedCommand.newBuilder()
                .setReportOutputLost(ReportOutputLostCommand.newBuilder()
                        .setReader(IdCodec.encode(command.reader()))
                        .setWorker(IdCodec.encode(command.worker()))
                        .setLost(IdCodec.encode(command.lost()))
                        .setTrouble(AttemptCodec.encode(command.trouble()))
                        .setCause(command.cause()))
                .build();
    }

    @Override
    public LoggedCommand beginTerm(Command.BeginTerm command) {
        return LoggedCommand.newBuilder()
                .setBeginTerm(BeginTermCommand.newBuilder()
                        .setLeaderId(command.leader())
                        .setOutageMillis(command.outageMillis()))
                .build();
    }

    @Override
    public LoggedCommand forgetJob(Command.ForgetJob command) {
        return LoggedCommand.newBuilder()
                .setForgetJob(ForgetJobCommand.newBuilder().setJob(command.job().value()))
                .build();
    }
}
