package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.InvariantViolation;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each event does to the state: the only code that changes it. Every change of a state goes through the tables of
 * {@link Transitions}; an event that does not fit is an {@link InvariantViolation}. Owned by its {@link ClusterState}.
 */
final class Evolution implements Event.Visitor {
    private static final int MAPS_TOLD = 100;

    private final ClusterState cluster;
    private final TransitionWatcher watcher;
    private Stamp now = new Stamp(0, 0, 0);

    Evolution(ClusterState cluster, TransitionWatcher watcher) {
        this.cluster = cluster;
        this.watcher = watcher;
    }

    void apply(Stamp stamp, Event event) {
        now = stamp;
        event.accept(this);
    }

    @Override
    public void termBegan(Event.TermBegan event) {
        cluster.begin(new TermRecord(now.term(), event.leader(), now.timeMillis(), event.outageMillis(), 0));
        for (Job job : cluster.liveJobs()) {
            job.countFailover();
            tell(job, new Happening.LeaderChanged(event.leader(), event.outageMillis()));
        }
    }

    @Override
    public void jobSubmitted(Event.JobSubmitted event) {
        Job job = new Job(event.job(), event.token(), event.spec(), now.timeMillis());
        job.addStage(TaskKind.PLAN, 1, TaskState.READY);
        cluster.add(job);
        tell(job, new Happening.JobMoved(JobState.SUBMITTED, ""));
    }

    @Override
    public void jobMoved(Event.JobMoved event) {
        Job job = job(event.job());
        take(Transitions.JOB.edge(job.state(), event.to(), job));
        boolean needed = job.needsMapOutputs();
        job.move(event.to(), event.verdict().orElse(null), now.timeMillis());
        releaseOutputs(job, needed);
        if (job.isEnded()) {
            cluster.ended(job);
        }
        String because = event.verdict().map(Verdict::sentence).orElse("");
        tell(job, new Happening.JobMoved(event.to(), Limits.cut(because, Limits.REASON_LENGTH)));
    }

    @Override
    public void jobForgotten(Event.JobForgotten event) {
        Job job = job(event.job());
        require(job.isEnded(), job, "is forgotten in state " + job.state());
        cluster.forget(job);
    }

    @Override
    public void splitsAdded(Event.SplitsAdded event) {
        Job job = job(event.attempt().task().job());
        require(event.firstIndex() == job.splits().size(), job, "gets splits from " + event.firstIndex());
        event.splits().forEach(job::addSplit);
    }

    @Override
    public void jobPlanned(Event.JobPlanned event) {
        Job job = job(event.job());
        require(job.plan().isEmpty(), job, "is planned twice");
        job.planned(event.plan());
    }

    @Override
    public void stageReady(Event.StageReady event) {
        moveAll(stage(event.job(), event.stage()), TaskState.BLOCKED, TaskState.READY);
    }

    @Override
    public void stageBlocked(Event.StageBlocked event) {
        moveAll(stage(event.job(), event.stage()), TaskState.READY, TaskState.BLOCKED);
    }

    @Override
    public void tasksDropped(Event.TasksDropped event) {
        for (Stage stage : job(event.job()).stages()) {
            moveAll(stage, TaskState.BLOCKED, TaskState.DROPPED);
            moveAll(stage, TaskState.READY, TaskState.DROPPED);
            moveAll(stage, TaskState.RUNNING, TaskState.DROPPED);
        }
    }

    @Override
    public void cleanupQueued(Event.CleanupQueued event) {
        Job job = job(event.job());
        require(job.stage(TaskKind.ABORT).isEmpty(), job, "is cleaned up twice");
        job.addStage(TaskKind.ABORT, 1, TaskState.READY);
    }

    @Override
    public void cleanupSkipped(Event.CleanupSkipped event) {
        tell(job(event.job()), new Happening.CleanupSkipped(Limits.cut(event.why(), Limits.REASON_LENGTH)));
    }

    @Override
    public void attemptAssigned(Event.AttemptAssigned event) {
        TaskId id = event.attempt().task();
        Job job = job(id.job());
        Stage stage = stage(id.job(), id.kind());
        Worker worker = worker(event.worker());
        Task task = stage.taskForAssignment(id.index());
        require(task.started() == event.attempt().number(), task, "starts attempt " + event.attempt());
        if (event.isBackup()) {
            require(task.hasLiveAttempt(), task, "is backed up, and does not run");
            tell(job, new Happening.BackupStarted(event.attempt(), event.worker(), event.reason()));
        } else {
            move(stage, id.index(), TaskState.RUNNING);
        }
        Attempt attempt = new Attempt(task, event, now);
        task.add(attempt);
        worker.addLive(attempt);
        job.count(job.counts().assigned());
        job.begin(now.timeMillis());
        cluster.assignedInTerm(now.timeMillis());
        if (id.kind() == TaskKind.PLAN) {
            job.dropSplits();
        }
    }

    @Override
    public void attemptStarted(Event.AttemptStarted event) {
        Attempt attempt = attempt(event.attempt());
        take(Transitions.ATTEMPT.edge(attempt.state(), AttemptState.RUNNING, attempt));
        attempt.start(now.timeMillis());
    }

    @Override
    public void attemptCommitted(Event.AttemptCommitted event) {
        Attempt attempt = attempt(event.attempt());
        Task task = attempt.task();
        Job job = job(event.attempt().task().job());
        Worker worker = worker(attempt.worker());
        require(task.committed().isEmpty(), task, "is committed twice");
        boolean needed = job.needsMapOutputs();
        take(Transitions.ATTEMPT.edge(attempt.state(), AttemptState.COMMITTED, attempt));
        worker.removeLive(attempt);
        job.count(job.counts().ended(AttemptState.COMMITTED));
        attempt.commit(event.result(), job.counterTable(), now.timeMillis());
        task.beware(task.caution().alone(false));
        job.counterTable().add(attempt.counters());
        move(stage(job.id(), event.attempt().task().kind()), task.index(), TaskState.COMMITTED);
        if (task.isMap()) {
            job.mapOutputChanged(task);
            if (attempt.keepsRunFile() && job.needsMapOutputs()) {
                worker.addOutput(job.id());
            }
        }
        if (event.attempt().task().kind() == TaskKind.REDUCE) {
            job.reach().reachedAll(worker.ref());
        }
        releaseOutputs(job, needed);
    }

    private void releaseOutputs(Job job, boolean needed) {
        if (needed && !job.needsMapOutputs()) {
            job.reach().clear();
            cluster.workers().forEach(worker -> worker.releaseOutputs(job.id()));
        }
    }

    @Override
    public void attemptFailed(Event.AttemptFailed event) {
        Attempt attempt = attempt(event.attempt());
        Failure failure = event.failure();
        if (failure.kind() == Failure.Kind.FETCH) {
            attempt.task().countLoss();
        } else {
            attempt.task().countFailure();
        }
        Job job = job(event.attempt().task().job());
        if (job.spec().options().skippableRecords() > 0) {
            Task task = attempt.task();
            failure.record().ifPresent(record -> task.beware(task.caution().failed(record)));
        }
        end(attempt, AttemptState.FAILED, failure.kind(), failure.message());
        job.remember(new FailedAttempt(event.attempt(), attempt.worker(), failure));
    }

    @Override
    public void attemptSuspected(Event.AttemptSuspected event) {
        Attempt attempt = attempt(event.attempt());
        Failure failure = event.failure();
        attempt.task().countLoss();
        attempt.task().beware(attempt.task().caution().alone(true));
        end(attempt, AttemptState.LOST, failure.kind(), failure.message());
        job(event.attempt().task().job()).remember(new FailedAttempt(event.attempt(), attempt.worker(), failure));
    }

    @Override
    public void recordSkipped(Event.RecordSkipped event) {
        Job job = job(event.task().job());
        Task task = job.task(event.task())
                .orElseThrow(() -> new InvariantViolation(event.task() + " skips a record, but never ran"));
        task.forgiveFailures(event.forgiven());
        task.beware(task.caution().skipping(event.record()));
        job.countSkip();
        tell(job, new Happening.RecordSkipped(event.task(), event.record().where()));
    }

    @Override
    public void attemptLost(Event.AttemptLost event) {
        Attempt attempt = attempt(event.attempt());
        attempt.task().countLoss();
        end(attempt, AttemptState.LOST, null, event.reason());
        if (!event.logTail().isEmpty()) {
            Failure loss = new Failure(Failure.Kind.ENVIRONMENT, event.reason(), event.logTail());
            job(event.attempt().task().job()).remember(new FailedAttempt(event.attempt(), attempt.worker(), loss));
        }
    }

    @Override
    public void attemptStopped(Event.AttemptStopped event) {
        Attempt attempt = attempt(event.attempt());
        if (event.cause() == StopCause.RELEASED) {
            attempt.task().countRelease();
        }
        end(attempt, AttemptState.STOPPED, null, event.reason());
    }

    private void end(Attempt attempt, AttemptState to, Failure.@Nullable Kind kind, String why) {
        take(Transitions.ATTEMPT.edge(attempt.state(), to, attempt));
        AttemptId id = attempt.id();
        Job job = job(id.task().job());
        String reason = Limits.cut(why, Limits.REASON_LENGTH);
        attempt.end(to, reason, kind, now.timeMillis());
        worker(attempt.worker()).removeLive(attempt);
        job.count(job.counts().ended(to));
        tell(job, new Happening.AttemptEnded(id, attempt.worker(), to, Optional.ofNullable(kind), reason));
    }

    @Override
    public void taskRequeued(Event.TaskRequeued event) {
        TaskId id = event.task();
        move(stage(id.job(), id.kind()), id.index(), event.to());
        tell(job(id.job()), new Happening.TaskAgain(id, event.why()));
    }

    @Override
    public void taskFailed(Event.TaskFailed event) {
        TaskId id = event.task();
        move(stage(id.job(), id.kind()), id.index(), TaskState.FAILED);
    }

    @Override
    public void mapOutputsLost(Event.MapOutputsLost event) {
        Job job = job(event.job());
        Stage maps = stage(event.job(), TaskKind.MAP);
        Worker holder = worker(event.holder());
        for (int map : event.maps()) {
            Task task = maps.taskForAssignment(map);
            Attempt attempt = task.committed()
                    .orElseThrow(() -> new InvariantViolation(task + " has no committed output to lose"));
            take(Transitions.ATTEMPT.edge(attempt.state(), AttemptState.OUTPUT_LOST, attempt));
            job.counterTable().subtract(attempt.counters());
            attempt.uncommit(AttemptState.OUTPUT_LOST, event.cause());
            task.countLoss();
            move(maps, map, TaskState.READY);
            job.mapOutputChanged(task);
            holder.removeOutput(job.id());
        }
        List<Integer> told =
                event.maps().subList(0, Math.min(MAPS_TOLD, event.maps().size()));
        tell(job, new Happening.OutputsLost(event.holder(), event.maps().size(), told, event.cause()));
    }

    @Override
    public void holderUnreached(Event.HolderUnreached event) {
        job(event.job()).reach().add(new Unreached(event.reader(), event.holder()));
    }

    @Override
    public void reduceVoided(Event.ReduceVoided event) {
        Attempt attempt = attempt(event.attempt());
        Job job = job(event.attempt().task().job());
        take(Transitions.ATTEMPT.edge(attempt.state(), AttemptState.VOIDED, attempt));
        job.counterTable().subtract(attempt.counters());
        attempt.uncommit(AttemptState.VOIDED, "it read a map output that is lost and that may come out different");
    }

    @Override
    public void workerRegistered(Event.WorkerRegistered event) {
        WorkerId id = event.worker().worker();
        Worker worker = cluster.workerOrNull(id);
        if (worker == null) {
            Worker added = new Worker(event.worker(), event.incarnation(), event.profile(), now.timeMillis());
            cluster.add(added);
            return;
        }
        require(event.worker().epoch() > worker.ref().epoch(), worker, "gets epoch " + event.worker());
        take(Transitions.WORKER.edge(worker.state(), WorkerState.ACTIVE, worker));
        worker.register(event.worker(), event.incarnation(), event.profile());
        worker.move(WorkerState.ACTIVE, "", now.timeMillis());
    }

    @Override
    public void workerProfileChanged(Event.WorkerProfileChanged event) {
        worker(event.worker()).changeProfile(event.profile());
    }

    @Override
    public void workerDraining(Event.WorkerDraining event) {
        move(worker(event.worker()), WorkerState.DRAINING, "");
    }

    @Override
    public void workerFenced(Event.WorkerFenced event) {
        cluster.liveJobs().forEach(job -> job.reach().forget(event.worker()));
        move(worker(event.worker()), WorkerState.FENCED, Limits.cut(event.reason(), Limits.REASON_LENGTH));
    }

    @Override
    public void workerRetired(Event.WorkerRetired event) {
        Worker worker = worker(event.worker());
        move(worker, WorkerState.GONE, worker.reason());
    }

    private void move(Worker worker, WorkerState to, String why) {
        take(Transitions.WORKER.edge(worker.state(), to, worker));
        worker.move(to, why, now.timeMillis());
    }

    private void moveAll(Stage stage, TaskState from, TaskState to) {
        for (int i = 0; stage.count(from) > 0 && i < stage.size(); i++) {
            if (stage.state(i) == from) {
                move(stage, i, to);
            }
        }
    }

    private void move(Stage stage, int index, TaskState to) {
        TaskState from = stage.state(index);
        take(Transitions.TASK.edge(from, to, stage.kind()));
        stage.set(index, to);
    }

    private void take(Transitions.Edge<?> edge) {
        watcher.taken(edge);
    }

    private void tell(Job job, Happening what) {
        job.remember(new HistoryEntry(now.timeMillis(), now.term(), now.index(), what));
    }

    private Job job(JobId id) {
        Job job = cluster.jobOrNull(id);
        if (job == null) {
            throw new InvariantViolation("an event is about job " + id.value() + ", which does not exist");
        }
        return job;
    }

    private Stage stage(JobId job, TaskKind kind) {
        Stage stage = job(job).stageOrNull(kind);
        if (stage == null) {
            throw new InvariantViolation("an event is about stage " + kind + " of " + job.value() + ", which has none");
        }
        return stage;
    }

    private Attempt attempt(AttemptId id) {
        return job(id.task().job())
                .attempt(id)
                .orElseThrow(() -> new InvariantViolation("an event is about " + id + ", which does not exist"));
    }

    private Worker worker(WorkerRef ref) {
        Worker worker = worker(ref.worker());
        require(worker.ref().epoch() == ref.epoch(), worker, "is meant as " + ref);
        return worker;
    }

    private Worker worker(WorkerId id) {
        Worker worker = cluster.workerOrNull(id);
        if (worker == null) {
            throw new InvariantViolation("an event is about worker " + id + ", which is not known");
        }
        return worker;
    }

    private static void require(boolean condition, Object thing, String what) {
        if (!condition) {
            throw new InvariantViolation(thing + " " + what);
        }
    }
}
