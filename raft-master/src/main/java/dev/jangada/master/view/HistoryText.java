package dev.jangada.master.view;

import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.Happening;
import dev.jangada.protocol.v1.HistoryEntry;

/** A job's history in sentences. */
final class HistoryText implements Happening.Visitor<HistoryText.Line> {
    private static final HistoryText TEXT = new HistoryText();

    private HistoryText() {}

    /** What kind of happening it was, and a sentence. */
    record Line(String kind, String text) {}

    static HistoryEntry of(dev.jangada.coordinator.state.HistoryEntry entry) {
        Line line = entry.what().accept(TEXT);
        return HistoryEntry.newBuilder()
                .setAtMillis(entry.timeMillis())
                .setTerm(entry.term())
                .setIndex(entry.index())
                .setKind(line.kind())
                .setText(line.text())
                .build();
    }

    @Override
    public Line jobMoved(Happening.JobMoved happening) {
        String because = happening.because().isEmpty() ? "" : ": " + happening.because();
        return new Line("JOB_STATE", "The job is " + happening.to() + because + ".");
    }

    @Override
    public Line leaderChanged(Happening.LeaderChanged happening) {
        return new Line(
                "FAILOVER",
                "Master " + happening.leader() + " leads now; nobody led for "
                        + Sentences.outage(happening.outageMillis()) + ".");
    }

    @Override
    public Line backupStarted(Happening.BackupStarted happening) {
        return new Line(
                "BACKUP",
                "Attempt " + happening.attempt() + " starts on " + happening.worker() + " beside the one that runs: "
                        + happening.why() + ".");
    }

    @Override
    public Line attemptEnded(Happening.AttemptEnded happening) {
        String kind = happening.failure().map(failure -> " (" + failure + ")").orElse("");
        return new Line(
                "ATTEMPT_" + happening.state(),
                "Attempt " + happening.attempt() + " on " + happening.worker() + " is " + happening.state() + kind
                        + ": " + happening.why() + ".");
    }

    @Override
    public Line outputsLost(Happening.OutputsLost happening) {
        return new Line(
                "OUTPUT_LOST",
                Sentences.count(happening.count(), "finished map output") + " on " + happening.holder()
                        + " " + (happening.count() == 1 ? "is" : "are") + " gone (" + happening.cause() + "): "
                        + Sentences.maps(happening.maps(), happening.count()) + ".");
    }

    @Override
    public Line taskAgain(Happening.TaskAgain happening) {
        return new Line(
                "TASK_AGAIN", Sentences.task(happening.task()) + " is to run again: " + why(happening.why()) + ".");
    }

    @Override
    public Line recordSkipped(Happening.RecordSkipped happening) {
        return new Line(
                "RECORD_SKIPPED",
                Sentences.task(happening.task()) + " skips the record at " + happening.where()
                        + ": two attempts failed there.");
    }

    @Override
    public Line cleanupSkipped(Happening.CleanupSkipped happening) {
        return new Line("CLEANUP_SKIPPED", "What the job left at its output is not removed: " + happening.why() + ".");
    }

    private static String why(Again why) {
        return switch (why) {
            case ATTEMPT_FAILED -> "its attempt failed";
            case ATTEMPT_LOST -> "its attempt was lost with its worker";
            case FETCH_FAILED -> "its attempt could not read a map output";
            case ATTEMPT_RELEASED -> "its worker gave its attempt back";
            case OUTPUT_LOST -> "its map output is gone";
            case CONSUMED_LOST_OUTPUT -> "it read a map output that is gone and may come out different next time";
        };
    }
}
