package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.codec.WorkerCodec;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobVersion;
import dev.jangada.protocol.v1.LeaderMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One stream of one worker process: what it holds and knows, as far as it said or was told on this stream. Owned by the
 * leader's loop. What it is told next is the difference between that and the state.
 */
final class WorkerSession {
    private final WorkerChannel channel;
    private final WorkerId worker;
    private final String incarnation;
    private final WorkerProfile profile;
    private final long saidEpoch;
    private final Set<AttemptId> given = new LinkedHashSet<>();
    private final Map<JobId, KnownJob> jobs = new HashMap<>();
    private final Set<WorkerRef> located = new HashSet<>();
    private final List<AttemptRef> settled = new ArrayList<>();
    private final List<AttemptRef> settledLosses = new ArrayList<>();
    private Optional<WorkerRef> ref = Optional.empty();
    private boolean isDirty;
    private boolean hasAskedForDrain;
    private long unreadableSince;

    /** What the worker knows of a job. */
    private static final class KnownJob {
        private boolean isDescribed;
        private boolean hasPlan;
        private long mapOutputs;
    }

    private WorkerSession(WorkerChannel channel, Hello hello) throws MalformedMessageException {
        this.channel = channel;
        this.worker = IdCodec.worker(hello.getWorker());
        this.incarnation = hello.getIncarnation();
        this.profile = WorkerCodec.decode(hello.getDetails());
        this.saidEpoch = hello.getEpoch();
        for (AttemptRef held : hello.getHeldList()) {
            given.add(IdCodec.decode(held));
        }
        for (JobVersion known : hello.getKnownJobsList()) {
            KnownJob job = new KnownJob();
            job.isDescribed = true; // but perhaps without its plan, which is then told again
            job.mapOutputs = known.getMapOutputsVersion();
            jobs.put(IdCodec.job(known.getJob()), job);
        }
    }

    /** The session that {@code hello} asks for. */
    static WorkerSession greeted(WorkerChannel channel, Hello hello) throws MalformedMessageException {
        if (hello.getIncarnation().isEmpty()) {
            throw new MalformedMessageException("a worker's Hello names no incarnation");
        }
        return new WorkerSession(channel, hello);
    }

    WorkerChannel channel() {
        return channel;
    }

    WorkerId worker() {
        return worker;
    }

    String incarnation() {
        return incarnation;
    }

    WorkerProfile profile() {
        return profile;
    }

    /** The worker with its epoch; empty until it is registered and after it is fenced. */
    Optional<WorkerRef> ref() {
        return ref;
    }

    /** Whether it is registered as {@code other}. */
    boolean is(WorkerRef other) {
        return ref.isPresent() && ref.get().equals(other);
    }

    /** The worker is registered; what it held in another epoch is void. */
    void registered(WorkerRef now, long term) {
        ref = Optional.of(now);
        isDirty = true;
        if (now.epoch() != saidEpoch) {
            Directives stops = new Directives(term);
            given.forEach(attempt -> stops.stop(IdCodec.encode(attempt)));
            stops.finish().forEach(channel::send);
            given.clear();
            jobs.values().forEach(job -> {
                job.isDescribed = false;
                job.mapOutputs = 0;
            });
        }
    }

    /** The worker is fenced: it must say Hello again. */
    void fenced(long term) {
        ref = Optional.empty();
        given.clear();
        jobs.clear();
        settled.clear();
        settledLosses.clear();
        isDirty = false;
        Directives fence = new Directives(term);
        fence.fenced();
        fence.finish().forEach(channel::send);
    }

    /** Whether the worker holds {@code attempt}, as far as was said on this stream. */
    boolean holds(AttemptId attempt) {
        return given.contains(attempt);
    }

    /** Whether the worker keeps something for {@code job}. */
    boolean knows(JobId job) {
        return jobs.containsKey(job);
    }

    /** An outcome is decided: the worker need not send it again, and holds the attempt no more. */
    void settle(AttemptId attempt) {
        given.remove(attempt);
        settled.add(IdCodec.encode(attempt));
        isDirty = true;
    }

    /** A report of a lost output is decided. */
    void settleLoss(AttemptId lost) {
        settledLosses.add(IdCodec.encode(lost));
        isDirty = true;
    }

    /** Whether it is the first time on this stream that the worker asks to be drained. */
    boolean askForDrain() {
        boolean isFirst = !hasAskedForDrain;
        hasAskedForDrain = true;
        return isFirst;
    }

    /** The state may ask something else of the worker now. */
    void touch() {
        isDirty = true;
    }

    boolean isDirty() {
        return isDirty && ref.isPresent();
    }

    /** Since when its worker has not read what was sent while there is more to send; 0: it reads. */
    long unreadableSince() {
        return unreadableSince;
    }

    void unreadableSince(long millis) {
        unreadableSince = millis;
    }

    /**
     * The difference between what the state asks of the worker and what it was told; it counts as told from now on.
     *
     * @param isDeciding says of an attempt that an outcome of it is on its way
     */
    List<LeaderMessage> tell(ClusterState state, Predicate<AttemptId> isDeciding, Terms terms) {
        Directives out = new Directives(terms.term());
        Optional<Worker> me = ref.flatMap(state::trusted);
        isDirty = false;
        if (me.isEmpty()) {
            return out.finish(); // the event that fenced it is about to come
        }
        Set<AttemptId> live = new HashSet<>();
        for (Attempt attempt : me.get().live()) {
            AttemptId id = attempt.id();
            live.add(id);
            if (!given.contains(id) && !isDeciding.test(id)) {
                assign(attempt, state, out, terms);
            }
        }
        tellEnded(state, id -> live.contains(id) || isDeciding.test(id), out);
        tellMapOutputs(state, out);
        settled.forEach(out::settled);
        settled.clear();
        settledLosses.forEach(out::settledLoss);
        settledLosses.clear();
        forgetJobs(state, out);
        return out.finish();
    }

    /**
     * What the messages name besides the worker.
     *
     * @param term the term that the leader leads
     */
    record Terms(long term, String clusterId) {}

    private void assign(Attempt attempt, ClusterState state, Directives out, Terms terms) {
        Job job = state.job(attempt.id().task().job()).orElseThrow();
        KnownJob known = jobs.computeIfAbsent(job.id(), id -> new KnownJob());
        boolean isPlanned = job.plan().isPresent();
        if (!known.isDescribed || (isPlanned && !known.hasPlan)) {
            known.isDescribed = true;
            known.hasPlan = isPlanned;
            out.describe(JobMessages.describe(job, terms.clusterId()));
        }
        if (attempt.id().task().kind() == TaskKind.REDUCE) {
            tellMapOutputs(job, known, state, out);
        }
        given.add(attempt.id());
        out.assign(JobMessages.assign(attempt, job));
    }

    /** Stops what is not wanted any more; an attempt that won is not stopped but settled. */
    private void tellEnded(ClusterState state, Predicate<AttemptId> isGoingOn, Directives out) {
        for (Iterator<AttemptId> all = given.iterator(); all.hasNext(); ) {
            AttemptId attempt = all.next();
            if (isGoingOn.test(attempt)) {
                continue;
            }
            all.remove();
            boolean hasWon = state.job(attempt.task().job())
                    .flatMap(job -> job.attempt(attempt))
                    .filter(known -> known.state() == AttemptState.COMMITTED && is(known.worker()))
                    .isPresent();
            if (hasWon) {
                out.settled(IdCodec.encode(attempt));
            } else {
                out.stop(IdCodec.encode(attempt));
            }
        }
    }

    private void tellMapOutputs(ClusterState state, Directives out) {
        for (AttemptId attempt : given) {
            if (attempt.task().kind() == TaskKind.REDUCE) {
                state.job(attempt.task().job())
                        .ifPresent(job ->
                                tellMapOutputs(job, jobs.computeIfAbsent(job.id(), id -> new KnownJob()), state, out));
            }
        }
    }

    private void tellMapOutputs(Job job, KnownJob known, ClusterState state, Directives out) {
        if (known.mapOutputs < job.mapOutputsVersion()) {
            JobMessages.mapOutputs(job, known.mapOutputs, state, located, out);
            known.mapOutputs = job.mapOutputsVersion();
        }
    }

    private void forgetJobs(ClusterState state, Directives out) {
        jobs.keySet().removeIf(id -> {
            boolean isOver = state.job(id).map(Job::isEnded).orElse(true);
            if (isOver) {
                out.forget(id.value());
            }
            return isOver;
        });
    }
}
