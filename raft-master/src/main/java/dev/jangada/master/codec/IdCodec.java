package dev.jangada.master.codec;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerToken;

/** Converts ids and fencing tokens. */
public final class IdCodec {
    private IdCodec() {}

    public static TaskStage encode(TaskKind kind) {
        return switch (kind) {
            case PLAN -> TaskStage.PLAN;
            case MAP -> TaskStage.MAP;
            case REDUCE -> TaskStage.REDUCE;
            case PUBLISH -> TaskStage.PUBLISH;
            case ABORT -> TaskStage.ABORT;
        };
    }

    public static TaskKind decode(TaskStage stage) throws MalformedMessageException {
        return switch (stage) {
            case PLAN -> TaskKind.PLAN;
            case MAP -> TaskKind.MAP;
            case REDUCE -> TaskKind.REDUCE;
            case PUBLISH -> TaskKind.PUBLISH;
            case ABORT -> TaskKind.ABORT;
            case TASK_STAGE_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException("a task names no stage");
        };
    }

    public static AttemptRef encode(AttemptId attempt) {
        return AttemptRef.newBuilder()
                .setJob(attempt.task().job().value())
                .setStage(encode(attempt.task().kind()))
                .setIndex(attempt.task().index())
                .setNumber(attempt.number())
                .build();
    }

    public static AttemptId decode(AttemptRef ref) throws MalformedMessageException {
        TaskId task = task(ref.getJob(), ref.getStage(), ref.getIndex());
        return MalformedMessageException.checked("attempt id", () -> task.attempt(ref.getNumber()));
    }

    public static WorkerToken encode(WorkerRef worker) {
        return WorkerToken.newBuilder()
                .setWorker(worker.worker().value())
                .setEpoch(worker.epoch())
                .build();
    }

    public static WorkerRef decode(WorkerToken token) throws MalformedMessageException {
        return new WorkerRef(worker(token.getWorker()), token.getEpoch());
    }

    /** A job id from its text. */
    public static JobId job(String value) throws MalformedMessageException {
        return MalformedMessageException.checked("job id", () -> new JobId(value));
    }

    /** A worker id from its text. */
    public static WorkerId worker(String value) throws MalformedMessageException {
        return MalformedMessageException.checked("worker id", () -> new WorkerId(value));
    }

    /** A task id from its three fields. */
    public static TaskId task(String job, TaskStage stage, int index) throws MalformedMessageException {
        JobId id = job(job);
        TaskKind kind = decode(stage);
        return MalformedMessageException.checked("task id", () -> new TaskId(id, kind, index));
    }
}
