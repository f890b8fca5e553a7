package dev.jangada.chaos.sim;

import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.state.WorkerState;
import java.util.ArrayList;
import java.util.List;

/** Makes the faults of a schedule happen, and undoes them. */
final class Faults {
    private static final long REPLACE = 2 * Agenda.SECOND;
    private static final long FLAP = 80 * Agenda.MILLI;

    private final Simulation sim;

    Faults(Simulation sim) {
        this.sim = sim;
    }

    void plan() {
        long healAt = sim.schedule().healAt();
        for (Fault fault : sim.schedule().faults()) {
            if (fault.at() < healAt) {
                long length = Math.min(fault.length(), healAt - fault.at());
                sim.agenda().in(fault.at(), "fault", () -> {
                    sim.agenda().note(fault.kind().name(), fault.target());
                    happen(fault, length);
                });
            }
        }
        if (healAt != Long.MAX_VALUE) {
            sim.agenda().in(healAt, "heal", this::heal);
        }
    }

    /**
     * A healthy core remains: somebody starts new processes where none is left, and ends the patience with those that
     * drain, since a job may wait for other workers while they wait for the job.
     */
    private void heal() {
        sim.agenda().in(REPLACE, "heal", this::heal);
        for (SimWorker worker : sim.firstWorkers()) {
            if (isDraining(worker)) {
                worker.leave("drained no longer");
            }
            if (worker.isGone()) {
                worker.revive();
            }
        }
    }

    /** Whether it thinks so, or the masters do: a process that came back does not know that its incarnation drains. */
    private boolean isDraining(SimWorker worker) {
        SimSession session = worker.session();
        if (session != null && session.isDraining()) {
            return true;
        }
        return sim.masters().stream()
                .filter(Actor::isAlive)
                .max((one, other) ->
                        Long.compare(one.core().appliedIndex(), other.core().appliedIndex()))
                .map(ahead -> ahead.core()
                        .read(state -> state.worker(new WorkerId(worker.id()))
                                .filter(known -> known.state() == WorkerState.DRAINING)
                                .isPresent()))
                .orElse(false);
    }

    private void happen(Fault fault, long length) {
        switch (fault.kind()) {
            case CRASH_MASTER -> master(fault).crash(length);
            case CRASH_ALL_MASTERS -> sim.masters().forEach(master -> master.crash(length));
            case PAUSE_MASTER -> pause(master(fault), length);
            case ELECT -> {
                SimMaster master = master(fault);
                if (master.isAlive() && !master.isPaused()) {
                    master.raft().stand();
                }
            }
            case JUMP_CLOCK -> master(fault).jumpClock(fault.length());
            case CRASH_WORKER -> worker(fault).crash(length, false);
            case FORGET_WORKER -> worker(fault).crash(length, true);
            case KILL_WORKER -> worker(fault).leave("killed");
            case PAUSE_WORKER -> pause(worker(fault), length);
            case DOUBLE_WORKER -> sim.startDouble(worker(fault));
            case DRAIN_WORKER -> {
                SimSession session = worker(fault).session();
                if (session != null) {
                    session.drain();
                }
            }
            case CUT -> cut(fault.target(), fault.other(), length);
            case ISOLATE -> {
                for (int node = 0; node < sim.network().nodes(); node++) {
                    cut(fault.target(), node, length);
                    cut(node, fault.target(), length);
                }
            }
            case SPLIT_MASTERS -> split(fault.target(), length);
            case FLAP -> {
                for (long at = 0; at < length; at += 2 * FLAP) {
                    sim.agenda().in(at, "flap", () -> {
                        cut(fault.target(), fault.other(), FLAP);
                        cut(fault.other(), fault.target(), FLAP);
                    });
                }
            }
        }
    }

    private void split(int first, long length) {
        List<SimMaster> masters = sim.masters();
        List<int[]> links = new ArrayList<>();
        for (int one = 0; one < Math.min(first, masters.size()); one++) {
            for (int other = first; other < masters.size(); other++) {
                links.add(new int[] {one, other});
            }
        }
        links.forEach(link -> {
            cut(link[0], link[1], length);
            cut(link[1], link[0], length);
        });
    }

    private void cut(int from, int to, long length) {
        sim.network().cut(from, to, true);
        sim.agenda().in(length, "mend", () -> sim.network().cut(from, to, false));
    }

    private void pause(Actor actor, long length) {
        if (actor.isAlive()) {
            long life = actor.life();
            actor.pause();
            sim.agenda().in(length, "resume", () -> {
                if (actor.life() == life) {
                    actor.resume();
                }
            });
        }
    }

    private SimMaster master(Fault fault) {
        return sim.masters().get(fault.target() % sim.masters().size());
    }

    private SimWorker worker(Fault fault) {
        List<SimWorker> workers = sim.firstWorkers();
        return workers.get(fault.target() % workers.size());
    }
}
