package dev.jangada.master.codec;

import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.coordinator.state.WorkerState;
import dev.jangada.protocol.v1.SavedAgain;
import dev.jangada.protocol.v1.SavedAttemptState;
import dev.jangada.protocol.v1.SavedJobState;
import dev.jangada.protocol.v1.SavedTaskState;
import dev.jangada.protocol.v1.SavedVerdictKind;
import dev.jangada.protocol.v1.SavedWorkerState;

/** The constants in snapshots. */
final class StateConstants {
    static final ConstantCodec<JobState, SavedJobState> JOB =
            new ConstantCodec<>(JobState.class, SavedJobState.class, "JOB_");
    static final ConstantCodec<TaskState, SavedTaskState> TASK =
            new ConstantCodec<>(TaskState.class, SavedTaskState.class, "TASK_");
    static final ConstantCodec<AttemptState, SavedAttemptState> ATTEMPT =
            new ConstantCodec<>(AttemptState.class, SavedAttemptState.class, "ATTEMPT_");
    static final ConstantCodec<WorkerState, SavedWorkerState> WORKER =
            new ConstantCodec<>(WorkerState.class, SavedWorkerState.class, "WORKER_");
    static final ConstantCodec<Verdict.Kind, SavedVerdictKind> VERDICT =
            new ConstantCodec<>(Verdict.Kind.class, SavedVerdictKind.class, "VERDICT_");
    static final ConstantCodec<Again, SavedAgain> AGAIN = new ConstantCodec<>(Again.class, SavedAgain.class, "AGAIN_");

    private StateConstants() {}
}
