package dev.jangada.chaos.sim;

import dev.jangada.api.JobId;
import dev.jangada.chaos.sim.DataPlane.Pair;
import dev.jangada.chaos.sim.SimStorage.Published;
import dev.jangada.chaos.sim.SimStorage.Winner;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Invariants;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.protocol.v1.WorkerToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds everything that happens against what must hold. Each entry is looked at on every replica that applies it. */
final class Checks {
    private static final int STRIDE = 4;

    private final Simulation sim;
    private final Ledger ledger;
    private final List<RaftEntry> log = new ArrayList<>();
    private final List<Long> hashes = new ArrayList<>();
    private final Map<Long, Integer> leaders = new HashMap<>();
    private final Map<String, Published> seen = new HashMap<>();
    private boolean wasRestored;

    Checks(Simulation sim) {
        this.sim = sim;
        this.ledger = new Ledger(sim);
    }

    Ledger ledger() {
        return ledger;
    }

    /** How many entries are known to be committed. */
    long committed() {
        return log.size();
    }

    void elected(long term, int master) {
        Integer before = leaders.putIfAbsent(term, master);
        Ledger.require(
                before == null || before == master,
                Check.MODEL_LOG_IS_SAFE,
                "m" + before + " and m" + master + " lead term " + term);
    }

    void leading(SimMaster master, long term) {
        for (SimMaster other : sim.masters()) {
            if (other != master && other.isAlive() && other.leadingTerm() > 0) {
                sim.reach(Reach.TWO_LEADERS);
            }
        }
        sim.agenda().note("leader acts", term);
    }

    void truncated(int master, long to, long commit) {
        Ledger.require(to >= commit, Check.MODEL_LOG_IS_SAFE, "m" + master + " truncates what is committed");
        sim.reach(Reach.UNCOMMITTED_SUFFIX_LOST);
    }

    /** An entry of the library was passed. */
    void passed(SimMaster master, RaftEntry entry) {
        boolean isFirst = isFirst(entry);
        compare(master, entry.index(), isFirst);
    }

    /** Whether this replica is the first to apply the entry; all must apply the same. */
    private boolean isFirst(RaftEntry entry) {
        int at = (int) entry.index() - 1;
        if (at == log.size()) {
            log.add(entry);
            return true;
        }
        boolean isSame = at < log.size() && log.get(at).equals(entry);
        Ledger.require(isSame, Check.MODEL_LOG_IS_SAFE, "two entries are committed at " + entry.index());
        return false;
    }

    /** A replica applied an entry of the product. */
    void applied(SimMaster master, RaftEntry entry, AppliedCore.Outcome outcome) {
        boolean isFirst = isFirst(entry);
        if (isFirst) {
            enter(entry, outcome);
        }
        if (isFirst || isLookedAt(entry.index())) {
            List<String> broken = master.core().read(Invariants::broken);
            Ledger.require(broken.isEmpty(), Check.INVARIANTS, master.id() + " at " + entry.index() + ": " + broken);
        }
        compare(master, entry.index(), isFirst);
    }

    private void enter(RaftEntry entry, AppliedCore.Outcome outcome) {
        List<Command> commands = entry.batch().commands();
        List<Decision> decisions = outcome.decisions();
        for (int i = 0; i < commands.size(); i++) {
            if (sim.agenda().isVerbose()) {
                sim.agenda()
                        .say("  [" + entry.index() + "] " + commands.get(i) + " -> "
                                + decisions.get(i).reply());
            }
            ledger.enter(entry, commands.get(i), decisions.get(i));
        }
        String leader = entry.batch().proposer();
        boolean isOrphan = sim.masters().stream()
                .noneMatch(other -> other.id().equals(leader) && other.isAlive() && other.readyTerm() == entry.term());
        if (isOrphan) {
            sim.reach(Reach.UNCOMMITTED_SUFFIX_KEPT);
        }
    }

    /**
     * Whether a replica that is not the first to apply an entry is looked at as closely as the first. What differs stays
     * different, so a few entries later is soon enough; thorough runs look at every entry.
     */
    private boolean isLookedAt(long index) {
        return sim.isThorough() || index % STRIDE == 0;
    }

    private void compare(SimMaster master, long index, boolean isFirst) {
        if (isFirst) {
            long hash = master.core().digest().hash();
            hashes.add(hash);
            sim.agenda().note("committed", hash);
        } else if (isLookedAt(index)) {
            Ledger.require(
                    hashes.get((int) index - 1) == master.core().digest().hash(),
                    Check.REPLICAS_EQUAL,
                    master.id() + " has another state than others after entry " + index);
        }
    }

    /** A master took its state from a snapshot. */
    void restored(SimMaster master, long index) {
        wasRestored = true;
        long hash = master.core().digest().hash();
        Ledger.require(
                hashes.get((int) index - 1) == hash,
                Check.SNAPSHOT_EQUALS_REPLAY,
                master.id() + " has another state than it had when it wrote down the snapshot at " + index);
    }

    /** A job has reached its last state. */
    void ended(JobId id, Ledger.Account account) {
        JobPlan plan = account.plan();
        switch (account.state()) {
            case SUCCEEDED -> {
                Ledger.require(plan.canSucceed(), Check.OUTCOME_IS_POSSIBLE, id + " succeeded, and is " + plan.kind());
                if (plan.publishes()) {
                    Optional<Published> output = sim.storage().at("/out/" + plan.number());
                    Ledger.require(output.isPresent(), Check.OUTPUT_IS_RIGHT, id + " succeeded without an output");
                }
            }
            case CANCELLED -> {
                Ledger.require(plan.cancelAt() > 0, Check.OUTCOME_IS_POSSIBLE, id + " was cancelled, and nobody asked");
                unpublished(id, account);
            }
            default -> unpublished(id, account);
        }
    }

    private void unpublished(JobId id, Ledger.Account account) {
        JobPlan plan = account.plan();
        Optional<Published> output = sim.storage().at("/out/" + plan.number());
        boolean isThere = output.filter(found -> found.job().equals(id.value())).isPresent();
        // A PUBLISH attempt that is done and can't say so may still end in a failed job: its budget is the limit.
        boolean mayBe = account.state() == JobState.FAILED;
        Ledger.require(!isThere || mayBe, Check.NO_EFFECT_BEFORE_COMMIT, id + " did not succeed, and has an output");
    }

    /** A PLAN attempt makes the place for a job's output, which may have been cleaned up already. */
    void prepared(String job, WorkerToken planner, boolean isCleaned) {
        WorkerRef worker = new WorkerRef(new WorkerId(planner.getWorker()), planner.getEpoch());
        Ledger.require(
                !isCleaned || !ledger.isTrusted(worker),
                Check.CLEANED_STAYS_CLEAN,
                worker + " makes the staging directory of " + job + " after that was cleaned up");
    }

    /** An output is about to be made visible. */
    void published(String job, String output, List<Winner> winners, Published now) {
        JobId id = new JobId(job);
        Ledger.Account account = ledger.account(id);
        if (account == null) {
            throw new Violation(Check.NO_EFFECT_BEFORE_COMMIT, job + " publishes and is unknown");
        }
        JobPlan plan = account.plan();
        boolean isAllowed = switch (account.state()) {
            case PUBLISHING, SUCCEEDED, FAILING, FAILED -> isComplete(id, account);
            default -> false;
        };
        Ledger.require(isAllowed, Check.NO_EFFECT_BEFORE_COMMIT, job + " publishes while it is " + account.state());
        TaskKind kind = plan.reduces() == 0 ? TaskKind.MAP : TaskKind.REDUCE;
        int count = plan.reduces() == 0 ? plan.maps() : plan.reduces();
        Ledger.require(winners.size() == count, Check.PUBLISHED_ARE_WINNERS, job + " publishes " + winners);
        for (Winner winner : winners) {
            int index = Integer.parseInt(winner.name().substring("part-m-".length()));
            AttemptId won = account.winner(new TaskId(id, kind, index));
            Ledger.require(
                    won != null && won.number() == winner.attempt(),
                    Check.PUBLISHED_ARE_WINNERS,
                    job + " publishes " + winner + ", and " + won + " is committed");
        }
        compareWithReference(plan, now);
        Published before = seen.put(output, now);
        Ledger.require(before == null, Check.PUBLISHED_IS_FINAL, output + " was published twice");
    }

    private static boolean isComplete(JobId id, Ledger.Account account) {
        for (int i = 0; i < account.plan().maps(); i++) {
            if (account.winner(new TaskId(id, TaskKind.MAP, i)) == null) {
                return false;
            }
        }
        return true;
    }

    private static void compareWithReference(JobPlan plan, Published output) {
        List<Pair> records = new ArrayList<>();
        output.parts().values().forEach(records::addAll);
        records.sort(null);
        List<Pair> right = DataPlane.reference(plan);
        Ledger.require(
                records.equals(right),
                Check.OUTPUT_IS_RIGHT,
                plan.name() + " (" + plan.kind() + ") published " + records + " and not " + right);
    }

    /** The end of a run: looks at all that only then must hold. */
    void finish(boolean mustHaveEnded) {
        if (log.isEmpty()) {
            return;
        }
        replay();
        SimMaster ahead = sim.masters().stream()
                .filter(Actor::isAlive)
                .max((one, other) ->
                        Long.compare(one.core().appliedIndex(), other.core().appliedIndex()))
                .orElse(null);
        if (ahead == null || ahead.core().appliedIndex() < log.size()) {
            return;
        }
        ahead.core().read(state -> {
            state.jobs().forEach(this::checkCounters);
            return state;
        });
        if (mustHaveEnded) {
            leak().ifPresent(what -> {
                throw new Violation(Check.NOTHING_LEAKS, what);
            });
        }
    }

    private void checkCounters(Job job) {
        if (job.state() == JobState.SUCCEEDED) {
            JobPlan plan = sim.plan(job.spec().name());
            long counted = job.counters().values().getOrDefault("records", 0L);
            Ledger.require(
                    counted == DataPlane.records(plan),
                    Check.COUNTERS_ARE_RIGHT,
                    job + " counted " + counted + " records, and there are " + DataPlane.records(plan));
        }
    }

    /** What a worker still has although every job has ended; empty if nothing. */
    Optional<String> leak() {
        for (SimWorker worker : sim.workers()) {
            SimSession session = worker.session();
            if (session == null) {
                continue;
            }
            SimExecutor executor = session.executor();
            int busy = executor == null ? 0 : executor.busy();
            if (busy > 0 || !session.core().isIdle() || worker.outputs() > 0) {
                return Optional.of(worker.id() + " has " + busy + " attempts and " + worker.outputs()
                        + " outputs, idle=" + session.core().isIdle());
            }
        }
        return Optional.empty();
    }

    /** Applies the whole log to an empty core. */
    private void replay() {
        if (!wasRestored) {
            return; // replicas that began with the first entry have been compared at every entry
        }
        AppliedCore fresh = new AppliedCore(Simulation.CLUSTER);
        for (RaftEntry entry : log) {
            if (entry.isOfLibrary()) {
                fresh.passed(new AppliedCore.Place(entry.term(), entry.index()));
            } else {
                fresh.apply(
                        new AppliedCore.Place(entry.term(), entry.index()),
                        entry.bytes().asReadOnlyByteBuffer());
            }
        }
        Ledger.require(
                fresh.digest().hash() == hashes.get(hashes.size() - 1),
                Check.SNAPSHOT_EQUALS_REPLAY,
                "replaying all entries gives another state");
    }
}
