package dev.jangada.worker.session;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.JobVersion;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.Welcome;
import dev.jangada.protocol.v1.WorkerDetails;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerMessage;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a worker holds and what it owes to the leader: messages and events in, instructions and reports out. Pure: no
 * clock, no threads, no I/O. Not thread-safe.
 */
public final class WorkerCore {

    private final Self self;
    private final Reports reports = new Reports();
    private final Map<AttemptRef, HeldAttempt> held = new LinkedHashMap<>();
    private final Set<AttemptRef> stopping = new LinkedHashSet<>();
    /** ABORT attempts that wait for a PLAN attempt of their job to end, for that may still make what they are to remove. */
    private final Map<AttemptRef, Assignment> waiting = new LinkedHashMap<>();

    private final Map<AttemptRef, LostOutput> losses = new LinkedHashMap<>();
    /** The map outputs version that is known of each job that is known. */
    private final Map<String, Long> jobs = new LinkedHashMap<>();

    private final Map<WorkerToken, WorkerLocation> locations = new LinkedHashMap<>();
    private String clusterId;
    private long epoch;
    private long term;
    private long seenIndex;
    private long seenTerm;
    private boolean isAttached;
    private boolean isDraining;

    /**
     * Who the worker is.
     *
     * @param worker its id
     * @param incarnation drawn at random when the process started
     * @param details what it offers
     */
    public record Self(String worker, String incarnation, WorkerDetails details) {}

    /**
     * A worker that begins anew.
     *
     * @param clusterId the cluster that it belongs to; empty if it has not joined one yet
     */
    public WorkerCore(Self self, String clusterId) {
        this.self = self;
        this.clusterId = clusterId;
    }

    /** The cluster that it belongs to; empty if none yet. */
    public String clusterId() {
        return clusterId;
    }

    /** The worker in its present epoch; epoch 0 before the first Welcome. */
    public WorkerToken token() {
        return WorkerToken.newBuilder().setWorker(self.worker()).setEpoch(epoch).build();
    }

    /** The highest term that was seen. */
    public long term() {
        return term;
    }

    /** Whether a leader has taken the worker in on the present stream. */
    public boolean isAttached() {
        return isAttached;
    }

    /** Whether nothing runs, nothing is owed, and nobody needs what the worker keeps. */
    public boolean isIdle() {
        return held.isEmpty() && stopping.isEmpty() && losses.isEmpty() && jobs.isEmpty();
    }

    /** Attempts that are running, or wait for a slot. */
    public List<AttemptRef> running() {
        return held.values().stream()
                .filter(HeldAttempt::isRunning)
                .map(attempt -> attempt.attempt)
                .toList();
    }

    /** The first message of a new stream. */
    public WorkerMessage hello() {
        isAttached = false;
        Hello.Builder hello = Hello.newBuilder()
                .setClusterId(clusterId)
                .setWorker(self.worker())
                .setIncarnation(self.incarnation())
                .setEpoch(epoch)
                .setDetails(self.details())
                .addAllHeld(held.keySet())
                .setLastTerm(term)
                .setSeenIndex(seenIndex)
                .setSeenTerm(seenTerm);
        jobs.forEach((job, version) ->
                hello.addKnownJobs(JobVersion.newBuilder().setJob(job).setMapOutputsVersion(version)));
        return WorkerMessage.newBuilder().setHello(hello).build();
    }

    /** The stream is gone. Attempts run on. */
    public void streamLost() {
        isAttached = false;
    }

    /** A message came on the present stream. */
    public List<Instruction> receive(LeaderMessage message) {
        List<Instruction> out = new ArrayList<>();
        switch (message.getMessageCase()) {
            case REFUSED -> refused(message.getRefused(), out);
            case WELCOME -> {
                if (isCurrent(message, out)) {
                    welcome(message.getWelcome(), out);
                }
            }
            case DIRECTIVE -> {
                // Before the Welcome it is about another epoch, which the Welcome ends anyway.
                if (isCurrent(message, out) && isAttached) {
                    directive(message.getDirective(), out);
                }
            }
            case MESSAGE_NOT_SET -> {
                // a message that this build does not know
            }
        }
        return out;
    }

    private boolean isCurrent(LeaderMessage message, List<Instruction> out) {
        if (message.getTerm() < term) {
            isAttached = false;
            out.add(new Instruction.Reconnect(
                    ErrorDetail.newBuilder()
                            .setCode(ErrorCode.NOT_LEADER)
                            .setMessage(
                                    "it leads in term " + message.getTerm() + ", but there is a leader of term " + term)
                            .build(),
                    false));
            return false;
        }
        term = message.getTerm();
        // A leader that welcomes us has what we have seen; or it has given that up, and begins a new generation.
        if (message.getMessageCase() == LeaderMessage.MessageCase.WELCOME || message.getIndex() > seenIndex) {
            seenIndex = message.getIndex();
            seenTerm = message.getIndexTerm();
        }
        return true;
    }

    private void refused(ErrorDetail why, List<Instruction> out) {
        isAttached = false;
        boolean isFinal = why.getCode() == ErrorCode.WRONG_CLUSTER || why.getCode() == ErrorCode.SUPERSEDED;
        out.add(isFinal ? new Instruction.End(why) : new Instruction.Reconnect(why, false));
    }

    private void welcome(Welcome welcome, List<Instruction> out) {
        if (!clusterId.isEmpty() && !clusterId.equals(welcome.getClusterId())) {
            out.add(new Instruction.End(ErrorDetail.newBuilder()
                    .setCode(ErrorCode.WRONG_CLUSTER)
                    .setMessage(
                            "the masters belong to cluster " + welcome.getClusterId() + ", the worker to " + clusterId)
                    .build()));
            return;
        }
        clusterId = welcome.getClusterId();
        boolean isNew = epoch != welcome.getEpoch();
        if (isNew) {
            abandon(out);
            epoch = welcome.getEpoch();
        }
        if (jobs.isEmpty()) {
            locations.clear();
        }
        isAttached = true;
        held.values().forEach(HeldAttempt::untell);
        reports.begin(held.values(), losses.values());
        out.add(new Instruction.Attach(welcome, isNew));
    }

    private void abandon(List<Instruction> out) {
        if (epoch != 0) {
            out.add(new Instruction.Abandon(epoch));
        }
        held.clear();
        stopping.clear();
        waiting.clear();
        losses.clear();
        jobs.clear();
        locations.clear();
        reports.clear();
        epoch = 0;
    }

    private void directive(Directive directive, List<Instruction> out) {
        if (directive.getFenced()) {
            abandon(out);
            isAttached = false;
            out.add(new Instruction.Reconnect(
                    ErrorDetail.newBuilder()
                            .setCode(ErrorCode.NOT_READY)
                            .setMessage("the leader has fenced this worker")
                            .build(),
                    true));
            return;
        }
        directive.getJobsList().forEach(job -> describe(job, out));
        for (MapOutputs changes : directive.getMapOutputsList()) {
            if (!learn(changes, out)) {
                return;
            }
        }
        directive.getAssignList().forEach(assignment -> assign(assignment, out));
        directive.getStopList().forEach(attempt -> stop(attempt, out));
        directive.getSettledList().forEach(attempt -> settle(attempt, out));
        directive.getSettledLossesList().forEach(losses::remove);
        directive.getForgetJobsList().forEach(job -> forget(job, out));
    }

    private void describe(JobDescription job, List<Instruction> out) {
        AttemptNames.checkJob(job.getJob());
        jobs.putIfAbsent(job.getJob(), 0L);
        out.add(new Instruction.Describe(job));
    }

    /** False if changes are missing: a new Hello says what is known, and the leader begins there. */
    private boolean learn(MapOutputs changes, List<Instruction> out) {
        for (WorkerLocation location : changes.getWorkersList()) {
            locations.put(location.getWorker(), location);
        }
        Long known = jobs.get(changes.getJob());
        if (known == null || changes.getToVersion() <= known) {
            return true;
        }
        if (changes.getFromVersion() > known) {
            isAttached = false;
            out.add(new Instruction.Reconnect(
                    ErrorDetail.newBuilder()
                            .setCode(ErrorCode.NOT_READY)
                            .setMessage("changes of map outputs are missing between versions " + known + " and "
                                    + changes.getFromVersion() + " of " + changes.getJob())
                            .build(),
                    true));
            return false;
        }
        jobs.put(changes.getJob(), changes.getToVersion());
        out.add(new Instruction.Learn(located(changes)));
        return true;
    }

    /** A location is told once a stream, for all jobs: here each change gets those that it refers to. */
    private MapOutputs located(MapOutputs changes) {
        Set<WorkerLocation> holders = new LinkedHashSet<>();
        for (MapOutput output : changes.getOutputsList()) {
            WorkerLocation location = locations.get(output.getHolder());
            if (location != null) {
                holders.add(location);
            }
        }
        return changes.toBuilder().clearWorkers().addAllWorkers(holders).build();
    }

    private void assign(Assignment assignment, List<Instruction> out) {
        AttemptRef attempt = AttemptNames.check(assignment.getAttempt());
        if (held.putIfAbsent(attempt, new HeldAttempt(attempt)) != null) {
            return;
        }
        if (attempt.getStage() == TaskStage.ABORT && isPlanning(attempt.getJob())) {
            waiting.put(attempt, assignment);
        } else {
            out.add(new Instruction.Start(assignment));
        }
    }

    private boolean isPlanning(String job) {
        return Stream.concat(running().stream(), stopping.stream())
                .anyMatch(attempt ->
                        attempt.getStage() == TaskStage.PLAN && attempt.getJob().equals(job));
    }

    private void stop(AttemptRef attempt, List<Instruction> out) {
        HeldAttempt stopped = held.remove(attempt);
        boolean hasBegun = waiting.remove(attempt) == null;
        if (stopped != null && stopped.isRunning() && hasBegun) {
            stopping.add(attempt);
            out.add(new Instruction.Stop(attempt));
        }
        reports.drop(attempt);
    }

    /** Of an attempt that still runs, nothing more is wanted. */
    private void settle(AttemptRef attempt, List<Instruction> out) {
        stop(attempt, out);
    }

    private void forget(String job, List<Instruction> out) {
        for (AttemptRef attempt : List.copyOf(held.keySet())) {
            if (attempt.getJob().equals(job)) {
                stop(attempt, out);
            }
        }
        losses.values().removeIf(loss -> loss.getLost().getJob().equals(job));
        if (jobs.remove(job) != null) {
            out.add(new Instruction.Forget(job));
        }
    }

    /** An attempt runs now. */
    public void started(AttemptRef attempt) {
        HeldAttempt known = held.get(attempt);
        if (known != null) {
            known.isStarted = true;
            reports.add(known);
        }
    }

    /** An attempt is so far. */
    public void progress(AttemptRef attempt, double fraction) {
        HeldAttempt known = held.get(attempt);
        if (known != null) {
            known.progress = fraction;
        }
    }

    /** An attempt does something. */
    public void alive(AttemptRef attempt) {
        HeldAttempt known = held.get(attempt);
        if (known != null) {
            known.isAlive = true;
        }
    }

    /** A running attempt has printed more; told with the next heartbeat. */
    public void logged(AttemptRef attempt, String tail) {
        HeldAttempt known = held.get(attempt);
        if (known != null && !known.log.equals(tail)) {
            known.log = tail;
            known.isLogTold = false;
        }
    }

    /** A PLAN attempt found splits. */
    public void planned(PlanChunk chunk) {
        HeldAttempt known = held.get(chunk.getAttempt());
        if (known != null) {
            known.chunks.add(chunk);
            reports.add(known);
        }
    }

    /** A reduce attempt could not read a map output. */
    public void lost(LostOutput loss) {
        if (held.containsKey(loss.getReader()) && losses.putIfAbsent(loss.getLost(), loss) == null) {
            reports.add(loss);
        }
    }

    /**
     * An attempt has ended.
     *
     * @return what waited for that, and is to be started now
     */
    public List<Assignment> finished(Outcome outcome) {
        HeldAttempt known = held.get(outcome.getAttempt());
        if (known == null) {
            if (stopping.remove(outcome.getAttempt())) {
                reports.slotFreed();
            }
        } else if (known.outcome == null) {
            known.outcome = outcome;
            reports.add(known);
        }
        List<Assignment> ready = waiting.values().stream()
                .filter(abort -> !isPlanning(abort.getAttempt().getJob()))
                .toList();
        ready.forEach(abort -> waiting.remove(abort.getAttempt()));
        return ready;
    }

    /** From now on the worker asks to be given no more work. */
    public void drain() {
        isDraining = true;
        reports.slotFreed();
    }

    /** Whether there is something to report at once. */
    public boolean hasNews() {
        return isAttached && reports.hasNews();
    }

    /** Whether there is something to report soon: attempts that run now, and may be over in no time. */
    public boolean hasSmallNews() {
        return isAttached && reports.hasSmallNews();
    }

    /** The next report; empty when there is nothing to tell, or no leader to tell. */
    public Optional<WorkerMessage> nextReport() {
        return hasNews() || hasSmallNews() ? Optional.of(report(reports.next(losses))) : Optional.empty();
    }

    /** A report to show that the worker lives, with how far its attempts are; empty when no leader is there. */
    public Optional<WorkerMessage> heartbeat() {
        if (!isAttached) {
            return Optional.empty();
        }
        Report.Builder report = reports.next(losses);
        Reports.addProgress(held.values(), report);
        return Optional.of(report(report));
    }

    private WorkerMessage report(Report.Builder report) {
        long busy = stopping.size()
                + held.values().stream().filter(HeldAttempt::isRunning).count();
        long free = Math.max(0, self.details().getSlots() - busy);
        return WorkerMessage.newBuilder()
                .setReport(report.setFreeSlots((int) free).setDraining(isDraining))
                .build();
    }
}
