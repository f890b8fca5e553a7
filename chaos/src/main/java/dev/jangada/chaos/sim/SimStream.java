package dev.jangada.chaos.sim;

import dev.jangada.master.leader.LeaderEvent;
import dev.jangada.master.leader.WorkerChannel;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.WorkerMessage;
import java.util.ArrayDeque;

/**
 * A stream between a worker's process and a master's: in order both ways, held up while a link is cut, reset at times.
 * Each end learns of the other's end in its own time.
 */
final class SimStream implements WorkerChannel {
    private static final long RETRANSMIT = 100 * Agenda.MILLI;
    private static final long KEEP_ALIVE = 4 * Agenda.SECOND;
    private static final int BUFFER = 3;

    private final Simulation sim;
    private final SimMaster master;
    private final SimSession worker;
    private final Actor workerProcess;
    private final Way toMaster;
    private final Way toWorker;
    private final ArrayDeque<WorkerMessage> arrived = new ArrayDeque<>();
    private boolean isWanted = true;
    private boolean isMasterOpen;
    private boolean isWorkerOpen = true;
    /** The term of the leader that took it in; 0: none has. */
    private long term;

    SimStream(Simulation sim, SimMaster master, SimSession worker, Actor workerProcess) {
        this.sim = sim;
        this.master = master;
        this.worker = worker;
        this.workerProcess = workerProcess;
        this.toMaster = new Way(workerProcess.node(), master, "to master");
        this.toWorker = new Way(master.node(), workerProcess, "to worker");
    }

    /** One direction. */
    private final class Way {
        private final int from;
        private final Actor to;
        private final String what;
        private final ArrayDeque<Runnable> held = new ArrayDeque<>();
        private long lastAt;
        private boolean isRetrying;

        Way(int from, Actor to, String what) {
            this.from = from;
            this.to = to;
            this.what = what;
        }

        void send(Runnable deliver) {
            long number = sim.network().next(from, to.node());
            if (sim.choices().goesWrong(Choice.RESET_STREAM, SimNetwork.link(from, to.node()), number, 0)) {
                reset("the stream was reset");
                return;
            }
            held.add(deliver);
            pump(number);
        }

        private void pump(long number) {
            if (!sim.network().reaches(from, to.node())) {
                if (!isRetrying) {
                    isRetrying = true;
                    sim.agenda().in(RETRANSMIT, "retransmit", () -> {
                        isRetrying = false;
                        if (!held.isEmpty()) {
                            pump(number + 1);
                        }
                    });
                }
                return;
            }
            long now = sim.agenda().now();
            while (!held.isEmpty()) {
                lastAt = Math.max(lastAt, now + sim.network().streamDelay(from, to.node(), number));
                sim.agenda().in(lastAt - now, to, what, held.remove());
            }
        }

        /** Tells the end of the stream after all that was sent; late if the link is cut. */
        void close(Runnable tell) {
            long now = sim.agenda().now();
            long delay = sim.network().reaches(from, to.node())
                    ? sim.network().delay(from, to.node(), sim.network().next(from, to.node()))
                    : KEEP_ALIVE;
            held.clear();
            lastAt = Math.max(lastAt, now + delay);
            sim.agenda().in(lastAt - now, to, what + " closed", tell);
        }
    }

    /** The worker opens the stream and says Hello. */
    void open(WorkerMessage hello) {
        if (!master.isAlive()) {
            toWorker.close(
                    () -> workerEnd(Errors.detail(ErrorCode.NOT_READY, master.id() + " refuses the connection")));
            return;
        }
        toMaster.send(() -> {
            isMasterOpen = true;
            master.opened(this);
            arrive(hello);
        });
    }

    /** The worker sends. */
    void report(WorkerMessage message) {
        if (isWorkerOpen) {
            toMaster.send(() -> arrive(message));
        }
    }

    private void arrive(WorkerMessage message) {
        if (!isMasterOpen) {
            return;
        }
        arrived.add(message);
        takeIn();
    }

    private void takeIn() {
        if (!isWanted || arrived.isEmpty() || !isMasterOpen) {
            return;
        }
        isWanted = false;
        WorkerMessage message = arrived.remove();
        if (message.hasHello()) {
            if (!greet(message.getHello().getLastTerm())) {
                return;
            }
            master.tell(new LeaderEvent.Greeted(this, message.getHello()));
        } else if (term != master.leadingTerm()) {
            end();
        } else {
            master.tell(new LeaderEvent.Reported(this, message.getReport()));
        }
    }

    /** As the product's {@code WorkerService} does before it hands a stream to the leader. */
    private boolean greet(long lastTerm) {
        if (term != 0) {
            return true;
        }
        if (master.leadingTerm() == 0) {
            refuse(Errors.detail(ErrorCode.NOT_LEADER, master.id() + " does not lead").toBuilder()
                    .setLeaderAddress(master.leaderAddress())
                    .build());
            return false;
        }
        if (lastTerm > master.leadingTerm()) {
            refuse(Errors.detail(ErrorCode.NOT_READY, "the worker has seen a later term"));
            return false;
        }
        term = master.leadingTerm();
        return true;
    }

    @Override
    public boolean isReady() {
        return toWorker.held.size() < BUFFER;
    }

    @Override
    public void send(LeaderMessage message) {
        if (isMasterOpen) {
            toWorker.send(() -> {
                if (isWorkerOpen) {
                    worker.received(this, message);
                }
            });
        }
    }

    @Override
    public void receiveNext() {
        isWanted = true;
        sim.agenda().in(0, master, "take in", this::takeIn);
    }

    @Override
    public void refuse(ErrorDetail why) {
        masterClose();
        toWorker.close(() -> workerEnd(why));
    }

    @Override
    public void end() {
        refuse(Errors.detail(ErrorCode.NOT_LEADER, master.id() + " ended the stream"));
    }

    /** The worker closes it. */
    void close() {
        if (isWorkerOpen) {
            isWorkerOpen = false;
            toMaster.close(this::masterEnd);
        }
    }

    /** The worker's process died, and its machine says so. */
    void workerDied() {
        close();
    }

    /** The master's process died, and its machine says so. */
    void masterDied(SimMaster dead) {
        isMasterOpen = false;
        toWorker.close(() -> workerEnd(Errors.detail(ErrorCode.NOT_READY, dead.id() + " is gone")));
    }

    private void reset(String why) {
        sim.agenda().note("reset", workerProcess.node());
        toWorker.held.clear();
        toMaster.held.clear();
        toWorker.close(() -> workerEnd(Errors.detail(ErrorCode.NOT_READY, why)));
        toMaster.close(this::masterEnd);
    }

    private void workerEnd(ErrorDetail why) {
        if (isWorkerOpen) {
            isWorkerOpen = false;
            worker.closed(this, why);
        }
    }

    private void masterEnd() {
        if (isMasterOpen) {
            masterClose();
            if (term != 0 && term == master.leadingTerm()) {
                master.tell(new LeaderEvent.HungUp(this));
            }
        }
    }

    private void masterClose() {
        isMasterOpen = false;
        master.closed(this);
    }
}
