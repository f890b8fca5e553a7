package dev.jangada.chaos.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of one schedule. */
public final class Simulation {
    /** The cluster's id. */
    static final String CLUSTER = "sim";

    static final long EPOCH_MILLIS = 1_700_000_000_000L;
    private static final long SETTLE = 15 * Agenda.SECOND;
    private static final long LOOK = 300 * Agenda.MILLI;

    private final Schedule schedule;
    private final boolean isThorough;
    private final Agenda agenda;
    private final Choices choices;
    private final SimNetwork network;
    private final SimStorage storage;
    private final Checks checks;
    private final Reach.Counts reached = new Reach.Counts();
    private final List<SimMaster> masters = new ArrayList<>();
    private final List<SimWorker> firstWorkers = new ArrayList<>();
    private final List<SimWorker> workers = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Map<String, JobPlan> plans = new HashMap<>();

    private Simulation(Schedule schedule, Look look) {
        this.schedule = schedule;
        this.isThorough = look == Look.THOROUGH;
        this.agenda = new Agenda(look == Look.STORY);
        this.choices = new Choices(schedule, agenda);
        int doubles = schedule.masters() + schedule.workers() + 1;
        this.network = new SimNetwork(doubles + schedule.workers(), agenda, choices);
        this.storage = new SimStorage(this);
        this.checks = new Checks(this);
        schedule.jobs().forEach(job -> plans.put(job.name(), job));
        for (int i = 0; i < schedule.masters(); i++) {
            masters.add(new SimMaster(i, this));
        }
        for (int i = 0; i < schedule.workers(); i++) {
            firstWorkers.add(new SimWorker(
                    schedule.masters() + i, "w" + i, schedule.slots().get(i), i % schedule.machines(), this));
        }
        workers.addAll(firstWorkers);
        int client = schedule.masters() + schedule.workers();
        schedule.jobs().forEach(job -> clients.add(new SimClient(this, job, client)));
    }

    /**
     * What became of a run.
     *
     * @param violation the check that does not hold, if there is one
     * @param trace a hash of all that happened
     * @param events how many things happened
     * @param entries how many log entries were committed
     * @param jobsEnded how many jobs reached their last state
     * @param reached the rare things that happened
     * @param choices what went wrong by chance
     * @param lines the last lines of the story, if it was asked for
     */
    public record Result(
            Optional<Violation> violation,
            long trace,
            long events,
            long entries,
            int jobsEnded,
            Reach.Counts reached,
            Map<Long, Choice> choices,
            List<String> lines) {}

    /** Runs {@code schedule} to its end, or to the first violation. */
    public static Result run(Schedule schedule) {
        return run(schedule, Look.USUAL);
    }

    /** How closely a run is looked at, which does not change it. */
    public enum Look {
        /** Every entry on the first replica that applies it, one in a few on the others. */
        USUAL,
        /** Every entry on every replica. */
        THOROUGH,
        /** As usual, and what happens is written down. */
        STORY
    }

    /** The same, looked at as closely as {@code look} says. */
    public static Result run(Schedule schedule, Look look) {
        return new Simulation(schedule, look).run();
    }

    private Result run() {
        Optional<Violation> violation = Optional.empty();
        try {
            play();
        } catch (Violation e) {
            violation = Optional.of(e);
        } catch (RuntimeException e) {
            violation = Optional.of(new Violation(Check.NO_CRASH, e.toString(), e));
        }
        violation.ifPresent(found -> agenda.say("VIOLATION " + found.getMessage()));
        List<String> lines = new ArrayList<>();
        agenda.lines().forEach(lines::add);
        return new Result(
                violation,
                agenda.trace(),
                agenda.done(),
                checks.committed(),
                endedJobs(),
                reached,
                choices.made(),
                lines);
    }

    private void play() {
        masters.forEach(SimMaster::start);
        firstWorkers.forEach(SimWorker::start);
        clients.forEach(SimClient::start);
        new Faults(this).plan();
        long end = schedule.endAt();
        boolean isHealed = schedule.mode() == Schedule.Mode.LIVENESS;
        long look = 0;
        while (agenda.step(end)) {
            if (agenda.now() >= look) {
                look = agenda.now() + LOOK;
                if (mayEnd()) {
                    end = Math.min(end, agenda.now() + SETTLE);
                    if (!isHealed || checks.leak().isEmpty()) {
                        break;
                    }
                }
            }
        }
        if (isHealed) {
            for (SimClient client : clients) {
                Ledger.require(
                        client.isDone(),
                        Check.EVERY_JOB_ENDS,
                        "a job of " + clients.size() + " has not ended "
                                + (agenda.now() - schedule.healAt()) / 1_000_000 + " s after the last fault: "
                                + client.job());
            }
        }
        checks.finish(isHealed);
    }

    private boolean mayEnd() {
        if (agenda.now() < schedule.healAt() && schedule.mode() == Schedule.Mode.LIVENESS) {
            return false;
        }
        for (SimClient client : clients) {
            if (!client.isDone()) {
                return false;
            }
        }
        return true;
    }

    private int endedJobs() {
        int ended = 0;
        for (Ledger.Account account : checks.ledger().accounts().values()) {
            ended += account.state().isEnded() ? 1 : 0;
        }
        return ended;
    }

    /** Whether every replica is looked at after every entry. */
    boolean isThorough() {
        return isThorough;
    }

    Schedule schedule() {
        return schedule;
    }

    Agenda agenda() {
        return agenda;
    }

    Choices choices() {
        return choices;
    }

    SimNetwork network() {
        return network;
    }

    SimStorage storage() {
        return storage;
    }

    Checks checks() {
        return checks;
    }

    List<SimMaster> masters() {
        return masters;
    }

    /** The workers that the schedule names. */
    List<SimWorker> firstWorkers() {
        return firstWorkers;
    }

    /** All workers, those included that took the id of another. */
    List<SimWorker> workers() {
        return workers;
    }

    SimWorker workerAt(int node) {
        for (SimWorker worker : workers) {
            if (worker.node() == node) {
                return worker;
            }
        }
        throw new IllegalStateException("no worker is at node " + node);
    }

    /** A second process under the id of {@code worker}, unless there was one already. */
    void startDouble(SimWorker worker) {
        int node = worker.node() + schedule.workers() + 1;
        if (workers.stream().noneMatch(other -> other.node() == node)) {
            SimWorker other = new SimWorker(node, worker.id(), worker.slots(), node % schedule.machines(), this);
            workers.add(other);
            other.start();
        }
    }

    JobPlan plan(String name) {
        JobPlan plan = plans.get(name);
        if (plan == null) {
            throw new Violation(Check.ACKNOWLEDGED_IS_KEPT, "nobody wanted a job " + name);
        }
        return plan;
    }

    void reach(Reach reach) {
        reached.hit(reach);
    }
}
