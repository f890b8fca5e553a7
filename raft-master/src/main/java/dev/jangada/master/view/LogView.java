package dev.jangada.master.view;

import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.FailedAttempt;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.leader.SoftState;
import dev.jangada.protocol.v1.AttemptLog;
import dev.jangada.protocol.v1.GetJobLogsResponse;
import java.util.Locale;

/** What the masters know of what the attempts of a job printed: of failed and lost ones for good, of live ones as heard. */
public final class LogView {
    private static final int LIVE_SHOWN = 200;

    private LogView() {}

    /** The logs of {@code job}; {@code soft} is that of the leader, or none. */
    public static GetJobLogsResponse.Builder of(Job job, ClusterState state, SoftState soft) {
        GetJobLogsResponse.Builder logs = GetJobLogsResponse.newBuilder();
        for (FailedAttempt failed : job.recentFailures()) {
            logs.addLogs(log(failed, job, state));
        }
        for (Stage stage : job.stages()) {
            for (int i = 0; i < stage.size() && logs.getLogsCount() < LIVE_SHOWN; i++) {
                if (stage.state(i) == TaskState.RUNNING) {
                    stage.task(i).orElseThrow().attempts().stream()
                            .filter(Attempt::isLive)
                            .forEach(attempt -> logs.addLogs(log(attempt, state, soft)));
                }
            }
        }
        return logs;
    }

    private static AttemptLog log(FailedAttempt failed, Job job, ClusterState state) {
        String ended = job.attempt(failed.attempt())
                .map(attempt -> attempt.state().name())
                .orElse("FAILED");
        return AttemptLog.newBuilder()
                .setAttempt(IdCodec.encode(failed.attempt()))
                .setState(ended)
                .setWorker(IdCodec.encode(failed.worker()))
                .setSource("kept by the masters with the end of the attempt")
                .setText(failed.failure().logTail())
                .setMessage(failed.failure().message())
                .setFile(file(state, failed.worker(), IdCodec.encode(failed.attempt())))
                .build();
    }

    private static AttemptLog log(Attempt attempt, ClusterState state, SoftState soft) {
        String heard = soft.log(attempt.id());
        return AttemptLog.newBuilder()
                .setAttempt(IdCodec.encode(attempt.id()))
                .setState(attempt.state().name())
                .setWorker(IdCodec.encode(attempt.worker()))
                .setSource(
                        heard.isEmpty()
                                ? "nothing was heard from worker " + attempt.worker() + " yet"
                                : "heard from worker " + attempt.worker() + " while it runs")
                .setText(heard)
                .setFile(file(state, attempt.worker(), IdCodec.encode(attempt.id())))
                .build();
    }

    /** As workers name the logs of attempts. */
    private static String file(ClusterState state, WorkerRef ref, dev.jangada.protocol.v1.AttemptRef attempt) {
        return state.worker(ref.worker())
                .map(Worker::profile)
                .map(profile -> ref.worker() + ":" + profile.directory() + "/logs/" + attempt.getJob() + "/"
                        + attempt.getStage().name().toLowerCase(Locale.ROOT) + "-" + attempt.getIndex() + "-"
                        + attempt.getNumber() + ".log")
                .orElse("");
    }
}
