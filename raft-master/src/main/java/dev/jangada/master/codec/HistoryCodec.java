package dev.jangada.master.codec;

import dev.jangada.coordinator.state.Happening;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.protocol.v1.SavedAttemptEnded;
import dev.jangada.protocol.v1.SavedBackupStarted;
import dev.jangada.protocol.v1.SavedCleanupSkipped;
import dev.jangada.protocol.v1.SavedHistoryEntry;
import dev.jangada.protocol.v1.SavedJobMoved;
import dev.jangada.protocol.v1.SavedLeaderChanged;
import dev.jangada.protocol.v1.SavedOutputsLost;
import dev.jangada.protocol.v1.SavedRecordSkipped;
import dev.jangada.protocol.v1.SavedTaskAgain;

/** Converts a job's history. A new kind of happening does not compile until it is encoded. */
final class HistoryCodec {
    private HistoryCodec() {}

    static SavedHistoryEntry encode(HistoryEntry entry) {
        SavedHistoryEntry.Builder saved = SavedHistoryEntry.newBuilder()
                .setTimeMillis(entry.timeMillis())
                .setTerm(entry.term())
                .setIndex(entry.index());
        return entry.what().accept(new Encoder(saved)).build();
    }

    private record Encoder(SavedHistoryEntry.Builder saved) implements Happening.Visitor<SavedHistoryEntry.Builder> {
        @Override
        public SavedHistoryEntry.Builder jobMoved(Happening.JobMoved happening) {
            return saved.setJobMoved(SavedJobMoved.newBuilder()
                    .setTo(StateConstants.JOB.encode(happening.to()))
                    .setBecause(happening.because()));
        }

        @Override
        public SavedHistoryEntry.Builder leaderChanged(Happening.LeaderChanged happening) {
            return saved.setLeaderChanged(SavedLeaderChanged.newBuilder()
                    .setLeader(happening.leader())
                    .setOutageMillis(happening.outageMillis()));
        }

        @Override
        public SavedHistoryEntry.Builder backupStarted(Happening.BackupStarted happening) {
            return saved.setBackupStarted(SavedBackupStarted.newBuilder()
                    .setAttempt(IdCodec.encode(happening.attempt()))
                    .setWorker(IdCodec.encode(happening.worker()))
                    .setWhy(happening.why()));
        }

        @Override
        public SavedHistoryEntry.Builder attemptEnded(Happening.AttemptEnded happening) {
            SavedAttemptEnded.Builder ended = SavedAttemptEnded.newBuilder()
                    .setAttempt(IdCodec.encode(happening.attempt()))
                    .setWorker(IdCodec.encode(happening.worker()))
                    .setState(StateConstants.ATTEMPT.encode(happening.state()))
                    .setWhy(happening.why());
            happening.failure().map(AttemptCodec::encode).ifPresent(ended::setFailure);
            return saved.setAttemptEnded(ended);
        }

        @Override
        public SavedHistoryEntry.Builder outputsLost(Happening.OutputsLost happening) {
            return saved.setOutputsLost(SavedOutputsLost.newBuilder()
                    .setHolder(IdCodec.encode(happening.holder()))
                    .setCount(happening.count())
                    .addAllMaps(happening.maps())
                    .setCause(happening.cause()));
        }

        @Override
        public SavedHistoryEntry.Builder taskAgain(Happening.TaskAgain happening) {
            return saved.setTaskAgain(SavedTaskAgain.newBuilder()
                    .setJob(happening.task().job().value())
                    .setStage(IdCodec.encode(happening.task().kind()))
                    .setIndex(happening.task().index())
                    .setWhy(StateConstants.AGAIN.encode(happening.why())));
        }

        @Override
        public SavedHistoryEntry.Builder recordSkipped(Happening.RecordSkipped happening) {
            return saved.setRecordSkipped(SavedRecordSkipped.newBuilder()
                    .setJob(happening.task().job().value())
                    .setStage(IdCodec.encode(happening.task().kind()))
                    .setIndex(happening.task().index())
                    .setWhere(happening.where()));
        }

        @Override
        public SavedHistoryEntry.Builder cleanupSkipped(Happening.CleanupSkipped happening) {
            return saved.setCleanupSkipped(SavedCleanupSkipped.newBuilder().setWhy(happening.why()));
        }
    }

    static HistoryEntry decode(SavedHistoryEntry entry) throws MalformedMessageException {
        return new HistoryEntry(entry.getTimeMillis(), entry.getTerm(), entry.getIndex(), decodeWhat(entry));
    }

    private static Happening decodeWhat(SavedHistoryEntry entry) throws MalformedMessageException {
        return switch (entry.getWhatCase()) {
            case JOB_MOVED ->
                new Happening.JobMoved(
                        StateConstants.JOB.decode(entry.getJobMoved().getTo()),
                        entry.getJobMoved().getBecause());
            case LEADER_CHANGED ->
                new Happening.LeaderChanged(
                        entry.getLeaderChanged().getLeader(),
                        entry.getLeaderChanged().getOutageMillis());
            case BACKUP_STARTED ->
                new Happening.BackupStarted(
                        IdCodec.decode(entry.getBackupStarted().getAttempt()),
                        IdCodec.decode(entry.getBackupStarted().getWorker()),
                        entry.getBackupStarted().getWhy());
            case ATTEMPT_ENDED -> decode(entry.getAttemptEnded());
            case OUTPUTS_LOST ->
                new Happening.OutputsLost(
                        IdCodec.decode(entry.getOutputsLost().getHolder()),
                        entry.getOutputsLost().getCount(),
                        entry.getOutputsLost().getMapsList(),
                        entry.getOutputsLost().getCause());
            case TASK_AGAIN -> decode(entry.getTaskAgain());
            case RECORD_SKIPPED -> decode(entry.getRecordSkipped());
            case CLEANUP_SKIPPED ->
                new Happening.CleanupSkipped(entry.getCleanupSkipped().getWhy());
            case WHAT_NOT_SET -> throw new MalformedMessageException("a history entry says nothing");
        };
    }

    private static Happening decode(SavedAttemptEnded ended) throws MalformedMessageException {
        return new Happening.AttemptEnded(
                IdCodec.decode(ended.getAttempt()),
                IdCodec.decode(ended.getWorker()),
                StateConstants.ATTEMPT.decode(ended.getState()),
                StateDecoder.decodeFailure(ended.getFailure()),
                ended.getWhy());
    }

    private static Happening decode(SavedRecordSkipped skipped) throws MalformedMessageException {
        return new Happening.RecordSkipped(
                IdCodec.task(skipped.getJob(), skipped.getStage(), skipped.getIndex()), skipped.getWhere());
    }

    private static Happening decode(SavedTaskAgain again) throws MalformedMessageException {
        return new Happening.TaskAgain(
                IdCodec.task(again.getJob(), again.getStage(), again.getIndex()),
                StateConstants.AGAIN.decode(again.getWhy()));
    }
}
