package dev.jangada.master.view;

import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Happening;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Which tasks of a job got a backup, why, and who won, in sentences. */
final class BackupFindings {
    private static final int NAMED = 20;

    private final Job job;
    private final LongFunction<String> timeOfDay;

    BackupFindings(Job job, LongFunction<String> timeOfDay) {
        this.job = job;
        this.timeOfDay = timeOfDay;
    }

    List<String> all(List<HistoryEntry> history) {
        List<String> findings = new ArrayList<>();
        int more = 0;
        for (HistoryEntry entry : history) {
            if (entry.what() instanceof Happening.BackupStarted started) {
                if (findings.size() < NAMED) {
                    findings.add(sentence(entry.timeMillis(), started));
                } else {
                    more++;
                }
            }
        }
        if (more > 0) {
            findings.add(Sentences.count(more, "more backup") + " ran.");
        }
        return findings;
    }

    private String sentence(long millis, Happening.BackupStarted started) {
        return "Task " + Sentences.task(started.attempt().task()) + " got a backup at " + timeOfDay.apply(millis)
                + ", attempt " + started.attempt().number() + " on " + started.worker() + ", because " + started.why()
                + outcome(started) + ".";
    }

    private String outcome(Happening.BackupStarted started) {
        Optional<Task> task = job.task(started.attempt().task());
        Optional<Attempt> backup =
                task.flatMap(known -> known.attempt(started.attempt().number()));
        if (backup.isEmpty()) {
            return "";
        }
        return switch (backup.get().state()) {
            case ASSIGNED, RUNNING -> "; it runs";
            case COMMITTED, OUTPUT_LOST, VOIDED -> "; it won";
            case FAILED -> "; it failed: " + backup.get().endReason();
            case LOST -> "; it was lost with its worker";
            case STOPPED -> "; it was stopped: " + backup.get().endReason();
        };
    }
}
