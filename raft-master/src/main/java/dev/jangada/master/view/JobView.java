package dev.jangada.master.view;

import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobCounts;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.master.codec.AttemptCodec;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.leader.SoftState;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.StageInfo;
import java.util.ArrayList;
import java.util.List;

/** Jobs as they are shown. */
public final class JobView {
    private static final double MAP_SHARE = 0.6;
    private static final double REDUCE_SHARE = 0.38;
    private static final double PUBLISH_SHARE = 0.02;

    private JobView() {}

    /** A job with all that is shown of one. */
    public static JobInfo whole(Job job, SoftState soft) {
        JobInfo.Builder info = summary(job, soft).toBuilder();
        if (job.state() == JobState.SUCCEEDED) {
            for (Stage stage : job.stages()) {
                addParts(stage, info);
            }
        }
        return info.build();
    }

    /** The newest jobs first, at most {@code limit} of them, or all for 0; without their parts. */
    public static List<JobInfo> newest(ClusterState state, SoftState soft, int limit) {
        List<Job> jobs = new ArrayList<>(state.jobs());
        int shown = limit <= 0 ? jobs.size() : Math.min(limit, jobs.size());
        List<JobInfo> infos = new ArrayList<>(shown);
        for (int i = jobs.size() - 1; i >= jobs.size() - shown; i--) {
            infos.add(summary(jobs.get(i), soft));
        }
        return infos;
    }

    /** A job without its parts. */
    public static JobInfo summary(Job job, SoftState soft) {
        JobInfo.Builder info = JobInfo.newBuilder()
                .setId(job.id().value())
                .setState(JobPhase.valueOf(job.state().name()))
                .setSubmittedAtMillis(job.submittedMillis())
                .setStartedAtMillis(job.startedMillis())
                .setFinishedAtMillis(job.endedMillis())
                .setFailovers(job.failovers())
                .putAllCounters(job.counters().values());
        addSpec(job.spec(), info);
        addCounts(job.counts(), info);
        for (Stage stage : job.stages()) {
            if (stage.size() > 0) {
                info.addStages(stage(stage, job, soft));
            }
        }
        info.setProgress(progress(job, info.getStagesList()));
        job.plan().ifPresent(plan -> info.setInputFiles(plan.inputFiles()).setInputBytes(plan.inputBytes()));
        job.verdict().ifPresent(verdict -> info.setReason(verdict.sentence()).setFailureLogTail(verdict.logTail()));
        return info.build();
    }

    private static void addSpec(JobSpec spec, JobInfo.Builder info) {
        info.setName(spec.name()).setDefinition(spec.definition());
        spec.output().ifPresent(info::setOutput);
        for (JobSpec.Input input : spec.inputs()) {
            info.addInputs(InputPath.newBuilder().setPath(input.path()).setDisplayName(input.displayName()));
        }
        for (JobSpec.Argument argument : spec.arguments()) {
            info.addArguments(Argument.newBuilder().setKey(argument.key()).setValue(argument.value()));
        }
    }

    private static void addCounts(JobCounts counts, JobInfo.Builder info) {
        info.setAttemptsStarted(counts.started())
                .setAttemptsFailed(counts.failed())
                .setAttemptsLost(counts.lost())
                .setAttemptsLive(counts.live());
    }

    private static void addParts(Stage stage, JobInfo.Builder info) {
        for (int i = 0; i < stage.size(); i++) {
            stage.task(i)
                    .flatMap(Task::committed)
                    .flatMap(winner -> winner.part())
                    .ifPresent(part -> info.addParts(AttemptCodec.encode(part)));
        }
    }

    private static StageInfo stage(Stage stage, Job job, SoftState soft) {
        int committed = stage.count(TaskState.COMMITTED);
        double done = committed;
        if (stage.count(TaskState.RUNNING) > 0) {
            done += soft.progressOf(job.id(), stage.kind());
        }
        return StageInfo.newBuilder()
                .setStage(IdCodec.encode(stage.kind()))
                .setTasks(stage.size())
                .setBlocked(stage.count(TaskState.BLOCKED))
                .setReady(stage.count(TaskState.READY))
                .setRunning(stage.count(TaskState.RUNNING))
                .setCommitted(committed)
                .setFailed(stage.count(TaskState.FAILED))
                .setProgress(Math.min(1, done / stage.size()))
                .build();
    }

    /** Maps and reduces count by what they usually cost, whatever their number; the plan counts for nothing. */
    private static double progress(Job job, List<StageInfo> stages) {
        if (job.state() == JobState.SUCCEEDED) {
            return 1;
        }
        double done = 0;
        double all = 0;
        for (StageInfo stage : stages) {
            double share = switch (stage.getStage()) {
                case MAP -> MAP_SHARE;
                case REDUCE -> REDUCE_SHARE;
                case PUBLISH -> PUBLISH_SHARE;
                default -> 0;
            };
            done += share * stage.getProgress();
            all += share;
        }
        return all == 0 ? 0 : done / all;
    }

    /** A task for people: {@code map 4}. */
    static String label(TaskKind kind, int index) {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + index;
    }
}
