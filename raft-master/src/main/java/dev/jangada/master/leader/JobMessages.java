package dev.jangada.master.leader;

import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Caution;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.MapOutputChange;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.master.codec.AttemptCodec;
import dev.jangada.master.codec.BlobCodec;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.codec.SpecCodec;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.WinningPart;
import dev.jangada.protocol.v1.WorkerLocation;
import java.util.List;
import java.util.Set;

/** What a worker needs to know of a job, as messages. Pure. */
final class JobMessages {
    private static final int OUTPUTS_A_MESSAGE = 5_000;

    private JobMessages() {}

    static JobDescription describe(Job job, String clusterId) {
        JobDescription.Builder description = JobDescription.newBuilder()
                .setJob(job.id().value())
                .setRequest(SpecCodec.encode(job.spec()))
                .setClusterId(clusterId);
        job.plan().ifPresent(plan -> description.setPlan(AttemptCodec.encode(plan)));
        return description.build();
    }

    static Assignment assign(Attempt attempt, Job job) {
        Assignment.Builder assignment = Assignment.newBuilder().setAttempt(IdCodec.encode(attempt.id()));
        TaskKind kind = attempt.id().task().kind();
        switch (kind) {
            case MAP ->
                assignment.setSplit(BlobCodec.encode(split(job, attempt.task().index())));
            case REDUCE -> assignment.setRequiredVersion(job.mapOutputsVersion());
            case PUBLISH -> addWinners(job, assignment);
            case PLAN, ABORT -> {
                // the job's description says it all
            }
        }
        Caution caution = attempt.task().caution();
        assignment.setAlone(caution.runsAlone());
        caution.skips().forEach(record -> assignment.addSkip(record.position()));
        return assignment.build();
    }

    private static Blob split(Job job, int index) {
        List<Blob> splits = job.splits();
        return index < splits.size() ? splits.get(index) : Blob.EMPTY;
    }

    private static void addWinners(Job job, Assignment.Builder assignment) {
        for (Stage stage : job.stages()) {
            for (int i = 0; i < stage.size(); i++) {
                stage.task(i)
                        .flatMap(Task::committed)
                        .ifPresent(winner -> winner.part()
                                .ifPresent(part -> assignment.addWinners(WinningPart.newBuilder()
                                        .setPart(AttemptCodec.encode(part))
                                        .setAttemptNumber(winner.number()))));
            }
        }
    }

    /**
     * Tells what changed in a job's map outputs after {@code from}, in messages of bounded size.
     *
     * @param located workers whose location the reader knows; those told here are added
     */
    static void mapOutputs(Job job, long from, ClusterState state, Set<WorkerRef> located, Directives out) {
        List<MapOutputChange> changes = job.mapOutputsSince(from);
        long known = from;
        int at = 0;
        do {
            List<MapOutputChange> some = changes.subList(at, Math.min(changes.size(), at + OUTPUTS_A_MESSAGE));
            at += some.size();
            boolean isLast = at == changes.size();
            long upTo = isLast ? job.mapOutputsVersion() : lastChange(job, some.get(some.size() - 1));
            MapOutputs.Builder outputs = MapOutputs.newBuilder()
                    .setJob(job.id().value())
                    .setFromVersion(known)
                    .setToVersion(upTo);
            for (MapOutputChange change : some) {
                outputs.addOutputs(MapOutput.newBuilder()
                        .setMap(change.map())
                        .setAttemptNumber(change.attempt())
                        .setLost(change.lost())
                        .setHolder(IdCodec.encode(change.worker())));
                if (!change.lost() && located.add(change.worker())) {
                    state.trusted(change.worker()).ifPresent(worker -> outputs.addWorkers(locate(worker)));
                }
            }
            out.mapOutputs(outputs.build());
            known = upTo;
        } while (at < changes.size());
    }

    private static long lastChange(Job job, MapOutputChange change) {
        return job.stage(TaskKind.MAP)
                .flatMap(maps -> maps.task(change.map()))
                .map(Task::lastChange)
                .orElseThrow();
    }

    private static WorkerLocation locate(Worker worker) {
        return WorkerLocation.newBuilder()
                .setWorker(IdCodec.encode(worker.ref()))
                .setAddress(worker.profile().address())
                .setMachine(worker.profile().machine())
                .setDirectory(worker.profile().directory())
                .build();
    }
}
