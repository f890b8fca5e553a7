package dev.jangada.master.view;

import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.leader.SoftState;
import dev.jangada.protocol.v1.AttemptInfo;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.TaskInfo;
import java.time.ZoneId;

/** What happened to a job and why: its history, the tasks worth looking at, and what follows from them in sentences. */
public final class Explanation {
    private static final int TASKS_SHOWN = 1_000;

    private Explanation() {}

    /** Explains {@code job}; {@code soft} is that of the leader, or none. Times of day are those of {@code zone}. */
    public static ExplainJobResponse.Builder of(Job job, ClusterState state, SoftState soft, ZoneId zone) {
        ExplainJobResponse.Builder explanation = ExplainJobResponse.newBuilder().setJob(JobView.whole(job, soft));
        job.history().forEach(entry -> explanation.addHistory(HistoryText.of(entry)));
        for (Stage stage : job.stages()) {
            addTasks(stage, explanation);
        }
        return explanation
                .addAllFindings(new Findings(job, state, zone).all())
                .addAllFindings(Waiting.reasons(job, state, soft));
    }

    private static void addTasks(Stage stage, ExplainJobResponse.Builder explanation) {
        for (int i = 0; i < stage.size() && explanation.getTasksCount() < TASKS_SHOWN; i++) {
            boolean isPlain = stage.state(i) == TaskState.COMMITTED
                    && stage.task(i).map(Task::started).orElse(0) <= 1;
            if (!isPlain) {
                explanation.addTasks(task(stage, i));
            }
        }
    }

    private static TaskInfo task(Stage stage, int index) {
        TaskInfo.Builder info = TaskInfo.newBuilder()
                .setStage(IdCodec.encode(stage.kind()))
                .setIndex(index)
                .setState(stage.state(index).name());
        stage.task(index).ifPresent(task -> task.attempts().forEach(attempt -> info.addAttempts(attempt(attempt))));
        return info.build();
    }

    private static AttemptInfo attempt(Attempt attempt) {
        return AttemptInfo.newBuilder()
                .setAttempt(IdCodec.encode(attempt.id()))
                .setState(attempt.state().name())
                .setWorker(IdCodec.encode(attempt.worker()))
                .setTerm(attempt.term())
                .setAssignedAtMillis(attempt.assignedMillis())
                .setStartedAtMillis(attempt.startedMillis())
                .setEndedAtMillis(attempt.endedMillis())
                .setReason(attempt.reason())
                .setEndReason(attempt.endReason())
                .build();
    }
}
