package dev.jangada.chaos.sim;

import dev.jangada.chaos.sim.DataPlane.RunFile;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.WorkerDetails;
import dev.jangada.worker.session.WorkerCore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A worker's process and its disk. Several may run under one id. */
final class SimWorker extends Actor {
    private static final long START = 100 * Agenda.MILLI;

    private final Simulation sim;
    private final String id;
    private final int slots;
    private final String machine;
    private final Map<Output, RunFile> disk = new LinkedHashMap<>();
    private @Nullable SimSession session;
    private String incarnation = "";
    private boolean isGone;
    private long downSince;

    /** Names an output: in which epoch and by which attempt it was made. */
    record Output(long epoch, String job, int map, int number) {
        static Output of(long epoch, AttemptRef attempt) {
            return new Output(epoch, attempt.getJob(), attempt.getIndex(), attempt.getNumber());
        }
    }

    SimWorker(int node, String id, int slots, int machine, Simulation sim) {
        super(node);
        this.sim = sim;
        this.id = id;
        this.slots = slots;
        this.machine = "machine" + machine;
    }

    String id() {
        return id;
    }

    String machine() {
        return machine;
    }

    int slots() {
        return slots;
    }

    @Nullable
    SimSession session() {
        return session;
    }

    /** Whether it has been killed for good, was refused, or has drained and left. */
    boolean isGone() {
        return isGone;
    }

    void start() {
        start(false);
    }

    private void start(boolean sameIncarnation) {
        born();
        disk.clear(); // a process that starts deletes what others before it have left
        if (!sameIncarnation) {
            incarnation = id + "-" + node() + "-" + life();
        }
        WorkerDetails details = WorkerDetails.newBuilder()
                .setAddress(Integer.toString(node()))
                .setMachine(machine)
                .setDirectory(Integer.toString(node()))
                .setSlots(slots)
                .setVersion("sim")
                .build();
        WorkerCore core = new WorkerCore(new WorkerCore.Self(id, incarnation, details), "");
        session = new SimSession(this, core, sim);
        session.start();
    }

    /** The process is killed; another one starts after {@code length}. */
    void crash(long length, boolean sameIncarnation) {
        if (!isAlive()) {
            return;
        }
        die("crash");
        long life = life();
        sim.agenda().in(START + length, "start worker", () -> {
            if (!isAlive() && life() == life && !isGone) {
                start(sameIncarnation);
            }
        });
    }

    /** The process ends for good. */
    void leave(String why) {
        isGone = true;
        if (isAlive()) {
            die(why);
        }
    }

    private void die(String why) {
        sim.agenda().note(why, node());
        SimSession dead = session;
        session = null;
        died();
        downSince = sim.agenda().now();
        if (dead != null) {
            dead.died();
        }
    }

    /** Another process starts for good where nothing runs any more. */
    void revive() {
        isGone = false;
        if (!isAlive()) {
            start(false);
        }
    }

    long downSince() {
        return downSince;
    }

    void keep(Output output, RunFile file) {
        disk.put(output, file);
    }

    @Nullable
    RunFile find(Output output) {
        return disk.get(output);
    }

    /** Whether the process that runs here is in this epoch. */
    boolean serves(long epoch) {
        SimSession current = session;
        return current != null && current.core().token().getEpoch() == epoch;
    }

    void lose(Output output) {
        if (disk.remove(output) != null) {
            sim.agenda().note("lost output", node());
        }
    }

    void deleteJob(long epoch, String job) {
        disk.keySet().removeIf(output -> output.epoch() == epoch && output.job().equals(job));
    }

    void deleteEpoch(long epoch) {
        disk.keySet().removeIf(output -> output.epoch() == epoch);
    }

    /** Whether all that it keeps was made in {@code epoch}. */
    boolean keepsOnly(long epoch) {
        return disk.keySet().stream().allMatch(output -> output.epoch() == epoch);
    }

    int outputs() {
        return disk.size();
    }
}
