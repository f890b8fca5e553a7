package dev.jangada.master.view;

import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.policy.Exclusion;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Happening;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TermRecord;
import dev.jangada.coordinator.state.Worker;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * What follows from a job's history and attempts, in sentences: failovers and what they cost, what was lost with workers,
 * what failed. Each claim is looked up in the attempts, not assumed. Used once.
 */
final class Findings {
    private static final int FAILED_TASKS_NAMED = 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Job job;
    private final ClusterState state;
    private final ZoneId zone;
    private final List<Task> tasks = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();

    Findings(Job job, ClusterState state, ZoneId zone) {
        this.job = job;
        this.state = state;
        this.zone = zone;
        for (Stage stage : job.stages()) {
            for (int i = 0; i < stage.size(); i++) {
                stage.task(i).ifPresent(tasks::add);
            }
        }
    }

    List<String> all() {
        List<HistoryEntry> history = job.history();
        for (HistoryEntry entry : history) {
            if (entry.what() instanceof Happening.LeaderChanged change) {
                findings.add(failover(entry, change));
            }
        }
        losses(history).values().forEach(loss -> findings.add(loss.sentence()));
        failures(history);
        skips();
        findings.addAll(new BackupFindings(job, this::at).all(history));
        exclusions();
        if (job.historyDropped() > 0) {
            findings.add(
                    job.historyDropped() + " entries of its history are not kept; what they told is missing here.");
        }
        job.verdict().ifPresent(verdict -> findings.add("It ends without a result: " + verdict.sentence() + "."));
        return findings;
    }

    private void skips() {
        List<String> skipped = new ArrayList<>();
        for (Task task : tasks) {
            task.caution().skips().forEach(record -> skipped.add(Sentences.task(task.id()) + ": " + record.where()));
        }
        if (!skipped.isEmpty()) {
            findings.add(Sentences.count(skipped.size(), "record") + " skipped, at each of which two attempts failed ("
                    + Sentences.list(skipped, skipped.size()) + ").");
        }
    }

    private void exclusions() {
        if (job.isEnded()) {
            return;
        }
        Exclusion exclusion = Exclusion.of(state, state.timeMillis());
        for (Worker worker : state.workers()) {
            exclusion
                    .from(job.id(), worker.id())
                    .ifPresent(reason -> findings.add("Worker " + worker.id() + " gets no tasks: " + reason + "."));
        }
    }

    private String at(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private String failover(HistoryEntry entry, Happening.LeaderChanged change) {
        String before =
                leaderBefore(entry.term()).map(leader -> "from " + leader + " ").orElse("");
        StringBuilder text = new StringBuilder("Leader changed ")
                .append(before)
                .append("to ")
                .append(change.leader())
                .append(" in term ")
                .append(entry.term())
                .append(" at ")
                .append(at(entry.timeMillis()))
                .append(": no leader for ")
                .append(Sentences.outage(change.outageMillis()));
        OptionalLong next = tasks.stream()
                .flatMap(task -> task.attempts().stream())
                .filter(attempt -> attempt.term() == entry.term())
                .mapToLong(Attempt::assignedMillis)
                .min();
        next.ifPresent(millis -> text.append(", next task assigned ")
                .append(Sentences.seconds(Math.max(0, millis - entry.timeMillis())))
                .append(" after"));
        return text.append("; ").append(costOf(entry.timeMillis())).append('.').toString();
    }

    private Optional<String> leaderBefore(long term) {
        String leader = null;
        for (TermRecord record : state.terms()) {
            if (record.term() >= term) {
                break;
            }
            leader = record.leader();
        }
        return Optional.ofNullable(leader);
    }

    /** Which finished tasks have an attempt from after the failover though their output was there; and who went on. */
    private String costOf(long failoverMillis) {
        List<String> again = new ArrayList<>();
        int wentOn = 0;
        for (Task task : tasks) {
            boolean wasFinished = false;
            boolean isAgain = false;
            for (Attempt attempt : task.attempts()) {
                boolean endedBefore = attempt.endedMillis() > 0 && attempt.endedMillis() <= failoverMillis;
                wasFinished |= endedBefore && attempt.state() == AttemptState.COMMITTED;
                boolean assignedBefore = attempt.assignedMillis() < failoverMillis;
                isAgain |= !assignedBefore && wasFinished;
                boolean isGood = attempt.isLive() || attempt.state() == AttemptState.COMMITTED;
                wentOn += assignedBefore && !endedBefore && isGood ? 1 : 0;
            }
            if (isAgain) {
                again.add(JobView.label(task.id().kind(), task.index()));
            }
        }
        String running = wentOn == 0 ? "" : Sentences.count(wentOn, "running attempt") + " went on across it; ";
        return running
                + (again.isEmpty()
                        ? "no finished task ran again because of it"
                        : Sentences.count(again.size(), "finished task") + " ran again: "
                                + Sentences.list(again, again.size()));
    }

    /** What was lost in one log entry with one worker. */
    private final class Loss {
        private final WorkerRef worker;
        private final long timeMillis;
        private final String cause;
        private final TreeSet<TaskId> lost = new TreeSet<>();
        private int outputs;
        private int attempts;

        private Loss(WorkerRef worker, long timeMillis, String cause) {
            this.worker = worker;
            this.timeMillis = timeMillis;
            String told = "worker " + worker + " was fenced: ";
            this.cause = cause.startsWith(told) ? cause.substring(told.length()) : cause;
        }

        private String sentence() {
            boolean isWorkerGone = attempts > 0 || state.trusted(worker).isEmpty();
            String what = Sentences.count(outputs, "finished map output") + " and "
                    + Sentences.count(attempts, "running attempt");
            String head = isWorkerGone
                    ? "Worker " + worker.worker() + " was lost at " + at(timeMillis) + " (" + cause + "): " + what
                            + " of this job were lost; "
                    : Sentences.count(outputs, "map output") + " on worker " + worker.worker()
                            + " could not be read at " + at(timeMillis) + " (" + cause + "); ";
            List<String> again = new ArrayList<>();
            List<String> open = new ArrayList<>();
            List<String> goOn = new ArrayList<>();
            for (TaskId task : lost) {
                (hasNewerAttempt(task) ? again : goesOn(task) ? goOn : open).add(Sentences.task(task));
            }
            int unnamed = outputs + attempts - lost.size(); // the history names the first 100 maps only
            StringBuilder text = new StringBuilder(head);
            if (!again.isEmpty()) {
                text.append("these tasks ran again: ").append(Sentences.list(again, again.size() + unnamed));
            }
            if (!open.isEmpty()) {
                text.append(again.isEmpty() ? "" : "; ")
                        .append(job.isEnded() ? "not run again, for the job ended: " : "these are still to run again: ")
                        .append(Sentences.list(open, open.size()));
            }
            if (!goOn.isEmpty()) {
                text.append(again.isEmpty() && open.isEmpty() ? "" : "; ")
                        .append("these went on in another attempt: ")
                        .append(Sentences.list(goOn, goOn.size()));
            }
            return text.append('.').toString();
        }

        /** Whether an attempt elsewhere, which was live at the time, is so still or has won since. */
        private boolean goesOn(TaskId task) {
            return job.task(task).stream()
                    .flatMap(known -> known.attempts().stream())
                    .anyMatch(attempt -> attempt.assignedMillis() < timeMillis
                            && (attempt.isLive()
                                    || (attempt.state() == AttemptState.COMMITTED
                                            && attempt.endedMillis() >= timeMillis)));
        }

        private boolean hasNewerAttempt(TaskId task) {
            return job.task(task).stream()
                    .flatMap(known -> known.attempts().stream())
                    .anyMatch(attempt -> attempt.assignedMillis() >= timeMillis);
        }
    }

    private record LossKey(long index, WorkerRef worker) {}

    private Map<LossKey, Loss> losses(List<HistoryEntry> history) {
        Map<LossKey, Loss> losses = new LinkedHashMap<>();
        for (HistoryEntry entry : history) {
            if (entry.what() instanceof Happening.OutputsLost lost) {
                Loss loss = losses.computeIfAbsent(
                        new LossKey(entry.index(), lost.holder()),
                        key -> new Loss(lost.holder(), entry.timeMillis(), lost.cause()));
                loss.outputs += lost.count();
                lost.maps().forEach(map -> job.stage(TaskKind.MAP).ifPresent(maps -> loss.lost.add(maps.id(map))));
            } else if (entry.what() instanceof Happening.AttemptEnded ended && ended.state() == AttemptState.LOST) {
                Loss loss = losses.computeIfAbsent(
                        new LossKey(entry.index(), ended.worker()),
                        key -> new Loss(ended.worker(), entry.timeMillis(), ended.why()));
                loss.attempts++;
                loss.lost.add(ended.attempt().task());
            }
        }
        return losses;
    }

    private void failures(List<HistoryEntry> history) {
        Map<TaskId, List<Happening.AttemptEnded>> failed = new LinkedHashMap<>();
        for (HistoryEntry entry : history) {
            if (entry.what() instanceof Happening.AttemptEnded ended && ended.state() == AttemptState.FAILED) {
                failed.computeIfAbsent(ended.attempt().task(), task -> new ArrayList<>())
                        .add(ended);
            }
        }
        failed.entrySet().stream()
                .limit(FAILED_TASKS_NAMED)
                .forEach(task -> findings.add(failure(task.getKey(), task.getValue())));
        if (failed.size() > FAILED_TASKS_NAMED) {
            findings.add((failed.size() - FAILED_TASKS_NAMED) + " more tasks had failed attempts.");
        }
    }

    private String failure(TaskId task, List<Happening.AttemptEnded> failures) {
        Happening.AttemptEnded last = failures.get(failures.size() - 1);
        String outcome = job.task(task)
                .flatMap(Task::committed)
                .map(winner -> "; attempt " + winner.number() + " succeeded on " + winner.worker())
                .orElse("");
        return "Task " + Sentences.task(task) + " failed "
                + (failures.size() == 1 ? "once" : failures.size() + " times") + ", last on " + last.worker() + ": "
                + last.why() + outcome + ".";
    }
}
