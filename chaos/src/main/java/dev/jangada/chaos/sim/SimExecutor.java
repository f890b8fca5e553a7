package dev.jangada.chaos.sim;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.session.WorkerCore;
import dev.jangada.worker.shuffle.MapOutputTable;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the attempts of one epoch of a worker, as many at once as it has slots, the others in order. */
final class SimExecutor {
    /** A plan that is told to stop may go on for so long, and make the place for its job's output meanwhile. */
    private static final long LONGEST_STOP = 300 * Agenda.MILLI;

    private final SimWorker self;
    private final WorkerToken token;
    private final WorkerCore core;
    private final Simulation sim;
    private final Runnable turn;
    private final Map<String, KnownJob> jobs = new LinkedHashMap<>();
    private final Map<AttemptRef, SimAttempt> running = new LinkedHashMap<>();
    private final ArrayDeque<SimAttempt> waiting = new ArrayDeque<>();
    private final Set<AttemptRef> begun = new HashSet<>();
    private final Set<AttemptRef> stopped = new HashSet<>();
    private boolean isOpen = true;

    /** What the worker was told of a job. */
    static final class KnownJob {
        private final JobPlan plan;
        private final MapOutputTable outputs;
        private JobDescription description;

        private KnownJob(JobPlan plan, JobDescription description) {
            this.plan = plan;
            this.description = description;
            this.outputs = new MapOutputTable(description.getJob());
        }

        JobPlan plan() {
            return plan;
        }

        MapOutputTable outputs() {
            return outputs;
        }

        JobDescription description() {
            return description;
        }
    }

    SimExecutor(SimWorker self, WorkerToken token, WorkerCore core, Simulation sim, Runnable turn) {
        this.self = self;
        this.token = token;
        this.core = core;
        this.sim = sim;
        this.turn = turn;
    }

    SimWorker worker() {
        return self;
    }

    WorkerToken token() {
        return token;
    }

    Simulation sim() {
        return sim;
    }

    int busy() {
        return running.size() + waiting.size();
    }

    void describe(JobDescription job) {
        KnownJob known = jobs.get(job.getJob());
        if (known == null) {
            jobs.put(job.getJob(), new KnownJob(sim.plan(job.getRequest().getName()), job));
        } else {
            known.description = job;
        }
    }

    void learn(MapOutputs changes) {
        KnownJob job = jobs.get(changes.getJob());
        if (job != null) {
            job.outputs.apply(changes);
            for (SimAttempt attempt : List.copyOf(running.values())) {
                if (attempt.job() == job) {
                    attempt.learned();
                }
            }
        }
    }

    void start(Assignment assignment) {
        AttemptRef attempt = assignment.getAttempt();
        Ledger.require(
                begun.add(attempt),
                Check.ATTEMPT_STARTS_ONCE,
                self.id() + " starts again in epoch " + token.getEpoch() + ": " + attempt);
        KnownJob job = jobs.get(attempt.getJob());
        if (job == null) {
            core.finished(Outcomes.failed(attempt, FailureKind.ENVIRONMENT, "the worker was not told of the job", ""))
                    .forEach(this::start);
            return;
        }
        waiting.add(new SimAttempt(this, job, assignment));
        sim.agenda().in(0, self, "slot", this::fill);
    }

    private void fill() {
        while (isOpen && running.size() < self.slots() && !waiting.isEmpty()) {
            SimAttempt next = waiting.remove();
            running.put(next.attempt(), next);
            core.started(next.attempt());
            turn.run();
            next.begin();
        }
    }

    /** Whether it has the attempt, and nobody has told it to stop it. */
    boolean goesOnWith(AttemptRef attempt) {
        return find(attempt) != null && !stopped.contains(attempt);
    }

    private @Nullable SimAttempt find(AttemptRef attempt) {
        SimAttempt found = running.get(attempt);
        if (found != null) {
            return found;
        }
        for (SimAttempt other : waiting) {
            if (other.attempt().equals(attempt)) {
                return other;
            }
        }
        return null;
    }

    void stop(AttemptRef attempt) {
        SimAttempt found = find(attempt);
        if (found != null) {
            stopped.add(attempt);
            long slack = attempt.getStage() == TaskStage.PLAN
                    ? sim.choices().between(Agenda.MILLI, LONGEST_STOP, found.key(), self.node())
                    : Agenda.MILLI;
            sim.agenda().in(slack, self, "stop", () -> end(found, Outcomes.released(attempt, "stopped")));
        }
    }

    /** An attempt has ended, by itself or because it was told to. */
    void end(SimAttempt attempt, Outcome outcome) {
        boolean was = running.remove(attempt.attempt(), attempt) || waiting.remove(attempt);
        if (!was || !isOpen) {
            return;
        }
        attempt.ended();
        boolean isKilled = outcome.hasCommitted()
                && sim.choices().goesWrong(Choice.KILL_BEFORE_REPORT, self.node(), attempt.key(), 0);
        if (isKilled) {
            self.crash(0, false);
            return;
        }
        core.finished(outcome).forEach(this::start);
        fill();
        turn.run();
    }

    /** The process of an attempt dies, and with it all attempts of the job that run there. */
    void crash(SimAttempt culprit) {
        List<SimAttempt> victims = running.values().stream()
                .filter(other ->
                        other == culprit || (other.job() == culprit.job() && !other.isAlone() && !culprit.isAlone()))
                .toList();
        FailureKind kind = victims.size() == 1 ? FailureKind.EXECUTOR_DIED : FailureKind.EXECUTOR_LOST;
        victims.forEach(
                attempt -> end(attempt, Outcomes.failed(attempt.attempt(), kind, "its process died", "the last line")));
    }

    void progress(AttemptRef attempt, double fraction) {
        core.progress(attempt, fraction);
    }

    WorkerCore core() {
        return core;
    }

    void forget(String job) {
        jobs.remove(job);
        for (SimAttempt attempt : List.copyOf(running.values())) {
            if (attempt.attempt().getJob().equals(job)) {
                stop(attempt.attempt());
            }
        }
    }

    void close() {
        isOpen = false;
        running.values().forEach(SimAttempt::ended);
        running.clear();
        waiting.clear();
    }

    @Nullable
    KnownJob job(String job) {
        return jobs.get(job);
    }
}
