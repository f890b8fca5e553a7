package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gathers from the events of a batch who may have to be told something. Used once, by the leader's loop. */
final class Touched implements Event.Visitor {
    private final Set<WorkerId> workers = new HashSet<>();
    private final Set<WorkerRef> fenced = new HashSet<>();
    private final Set<JobId> jobs = new HashSet<>();
    private final Set<JobId> moved = new HashSet<>();
    private final Set<JobId> known = new HashSet<>();
    private final List<AttemptId> ended = new ArrayList<>();
    private int assigned;

    /** Workers that were given attempts. */
    Set<WorkerId> workers() {
        return workers;
    }

    /** Worker epochs that are void now. */
    Set<WorkerRef> fenced() {
        return fenced;
    }

    /** Jobs that look different to a client. */
    Set<JobId> jobs() {
        return jobs;
    }

    /** Jobs that reached another state. */
    Set<JobId> moved() {
        return moved;
    }

    /** Jobs whose workers may have to do something else now: stop attempts, read other map outputs, forget it. */
    Set<JobId> known() {
        return known;
    }

    /** Attempts that are not live any more. */
    List<AttemptId> ended() {
        return ended;
    }

    /** How many attempts were given to workers. */
    int assigned() {
        return assigned;
    }

    private void ended(AttemptId attempt) {
        jobs.add(attempt.task().job());
        ended.add(attempt);
    }

    @Override
    public void termBegan(Event.TermBegan event) {
        // workers and clients learn of the leader from the leader
    }

    @Override
    public void jobSubmitted(Event.JobSubmitted event) {
        jobs.add(event.job());
    }

    @Override
    public void jobMoved(Event.JobMoved event) {
        jobs.add(event.job());
        moved.add(event.job());
        known.add(event.job());
    }

    @Override
    public void jobForgotten(Event.JobForgotten event) {
        jobs.add(event.job());
        moved.add(event.job());
        known.add(event.job());
    }

    @Override
    public void splitsAdded(Event.SplitsAdded event) {
        // nobody needs them before the plan is committed
    }

    @Override
    public void jobPlanned(Event.JobPlanned event) {
        jobs.add(event.job());
    }

    @Override
    public void stageReady(Event.StageReady event) {
        jobs.add(event.job());
    }

    @Override
    public void stageBlocked(Event.StageBlocked event) {
        jobs.add(event.job());
    }

    @Override
    public void tasksDropped(Event.TasksDropped event) {
        jobs.add(event.job());
        known.add(event.job());
    }

    @Override
    public void cleanupQueued(Event.CleanupQueued event) {
        jobs.add(event.job());
    }

    @Override
    public void cleanupSkipped(Event.CleanupSkipped event) {
        jobs.add(event.job());
    }

    @Override
    public void attemptAssigned(Event.AttemptAssigned event) {
        jobs.add(event.attempt().task().job());
        workers.add(event.worker().worker());
        assigned++;
    }

    @Override
    public void attemptStarted(Event.AttemptStarted event) {
        jobs.add(event.attempt().task().job());
    }

    @Override
    public void attemptCommitted(Event.AttemptCommitted event) {
        ended(event.attempt());
        if (event.attempt().task().kind() == TaskKind.MAP) {
            known.add(event.attempt().task().job());
        }
    }

    @Override
    public void attemptFailed(Event.AttemptFailed event) {
        ended(event.attempt());
        if (event.failure().kind() == Failure.Kind.TIMED_OUT) { // any other failure its worker knows best
            known.add(event.attempt().task().job());
        }
    }

    @Override
    public void attemptLost(Event.AttemptLost event) {
        ended(event.attempt());
    }

    @Override
    public void attemptStopped(Event.AttemptStopped event) {
        ended(event.attempt());
        known.add(event.attempt().task().job());
    }

    @Override
    public void taskRequeued(Event.TaskRequeued event) {
        jobs.add(event.task().job());
    }

    @Override
    public void taskFailed(Event.TaskFailed event) {
        jobs.add(event.task().job());
    }

    @Override
    public void mapOutputsLost(Event.MapOutputsLost event) {
        jobs.add(event.job());
        known.add(event.job());
    }

    @Override
    public void attemptSuspected(Event.AttemptSuspected event) {
        ended(event.attempt());
    }

    @Override
    public void recordSkipped(Event.RecordSkipped event) {
        jobs.add(event.task().job());
    }

    @Override
    public void holderUnreached(Event.HolderUnreached event) {
        // what follows from it is in other events
    }

    @Override
    public void reduceVoided(Event.ReduceVoided event) {
        jobs.add(event.attempt().task().job());
    }

    @Override
    public void workerRegistered(Event.WorkerRegistered event) {
        workers.add(event.worker().worker());
    }

    @Override
    public void workerProfileChanged(Event.WorkerProfileChanged event) {
        workers.add(event.worker());
    }

    @Override
    public void workerDraining(Event.WorkerDraining event) {
        workers.add(event.worker());
    }

    @Override
    public void workerFenced(Event.WorkerFenced event) {
        fenced.add(event.worker());
    }

    @Override
    public void workerRetired(Event.WorkerRetired event) {
        workers.add(event.worker());
    }
}
