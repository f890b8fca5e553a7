package dev.jangada.chaos.sim;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.WorkerMessage;
import dev.jangada.worker.session.Instruction;
import dev.jangada.worker.session.WorkerCore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a worker's real {@link WorkerCore} in touch with the leader, with the timing of the product's {@code Session}. */
final class SimSession implements Instruction.Visitor {
    private static final long ROUND_PAUSE = 100 * Agenda.MILLI;
    private static final long HELLO_PATIENCE = 1_000 * Agenda.MILLI;
    private static final long SPACING = Agenda.MILLI;
    private static final long SMALL_NEWS = 50 * Agenda.MILLI;
    /** How long a worker that drains lets attempts run before it gives them back. */
    private static final long GRACE = 1_500 * Agenda.MILLI;

    private static final long LEAVE = 200 * Agenda.MILLI;
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final SimWorker self;
    private final WorkerCore core;
    private final Simulation sim;
    private final Agenda agenda;
    private @Nullable SimStream link;
    private @Nullable SimExecutor executor;
    private int master;
    private int hint = -1;
    private long triedSince;
    private long connectDue;
    private long helloDue = NEVER;
    private long heartbeat = NEVER;
    private long lastSent;
    private long leaveDue = NEVER;
    private boolean isDraining;
    private boolean isRunning = true;
    private long wakeAt = NEVER;

    SimSession(SimWorker self, WorkerCore core, Simulation sim) {
        this.self = self;
        this.core = core;
        this.sim = sim;
        this.agenda = sim.agenda();
        this.master = (int) (self.life() % sim.masters().size());
    }

    WorkerCore core() {
        return core;
    }

    @Nullable
    SimExecutor executor() {
        return executor;
    }

    void start() {
        connectDue = agenda.now();
        lastSent = agenda.now() - SMALL_NEWS;
        turn();
    }

    void died() {
        isRunning = false;
        SimStream left = link;
        link = null;
        if (left != null) {
            left.workerDied();
        }
    }

    boolean isDraining() {
        return isDraining;
    }

    /** The process is asked to drain. */
    void drain() {
        if (!isDraining) {
            isDraining = true;
            core.drain();
            agenda.in(GRACE, self, "give back", () -> {
                if (executor != null) {
                    core.running().forEach(executor::stop);
                }
            });
            turn();
        }
    }

    /** Something has happened: sends what is due, and looks for a leader where there is none. */
    void turn() {
        if (!isRunning) {
            return;
        }
        sendDue();
        connectDue();
        if (isDraining && core.isAttached() && core.isIdle() && agenda.now() >= leaveDue) {
            self.leave("drained");
            return;
        }
        long due = nextDue();
        if (due < wakeAt || wakeAt <= agenda.now()) {
            wakeAt = due;
            agenda.in(Math.max(0, due - agenda.now()), self, "wake", () -> {
                if (agenda.now() >= wakeAt) {
                    wakeAt = NEVER;
                    turn();
                }
            });
        }
    }

    private long nextDue() {
        long due = leaveDue > agenda.now() ? leaveDue : NEVER;
        SimStream current = link;
        if (current == null) {
            return Math.min(due, connectDue);
        }
        if (!core.isAttached()) {
            return Math.min(due, helloDue);
        }
        due = Math.min(due, lastSent + heartbeat);
        if (core.hasNews()) {
            due = Math.min(due, lastSent + SPACING);
        } else if (core.hasSmallNews()) {
            due = Math.min(due, lastSent + SMALL_NEWS);
        }
        return due;
    }

    private void sendDue() {
        SimStream current = link;
        if (current == null || !core.isAttached()) {
            return;
        }
        long now = agenda.now();
        boolean isNewsDue =
                (core.hasNews() && now - lastSent >= SPACING) || (core.hasSmallNews() && now - lastSent >= SMALL_NEWS);
        if (isNewsDue) {
            do {
                core.nextReport().ifPresent(message -> report(current, message));
            } while (core.hasNews());
            lastSent = now;
            if (isDraining && leaveDue == NEVER) {
                leaveDue = now + LEAVE;
            }
        } else if (now - lastSent >= heartbeat) {
            core.heartbeat().ifPresent(message -> report(current, message));
            lastSent = now;
        }
    }

    private void report(SimStream stream, WorkerMessage message) {
        int free = Math.max(0, self.slots() - current().busy());
        int offered = message.getReport().getFreeSlots();
        Ledger.require(
                offered <= free,
                Check.OFFERED_SLOTS_ARE_FREE,
                self.id() + " offers " + offered + " slots and has " + free);
        stream.report(message);
        if (message.getReport().getOutcomesCount() > 0
                && sim.choices().goesWrong(Choice.KILL_AFTER_REPORT, self.node(), agenda.done(), 0)) {
            agenda.in(Agenda.MILLI, self, "kill", () -> self.crash(0, false));
        }
    }

    private void connectDue() {
        if (link != null && !core.isAttached() && agenda.now() >= helloDue) {
            dropLink();
        }
        if (link == null && agenda.now() >= connectDue) {
            int next = nextMaster();
            if (next < 0) {
                connectDue = agenda.now() + ROUND_PAUSE;
                return;
            }
            master = next;
            triedSince |= 1L << next;
            SimStream stream = new SimStream(sim, sim.masters().get(next), this, self);
            link = stream;
            helloDue = agenda.now() + HELLO_PATIENCE;
            stream.open(core.hello());
        }
    }

    private int nextMaster() {
        int named = hint;
        hint = -1;
        if (named >= 0 && (triedSince & 1L << named) == 0) {
            return named;
        }
        int masters = sim.masters().size();
        for (int i = 1; i <= masters; i++) {
            int next = (master + i) % masters;
            if ((triedSince & 1L << next) == 0) {
                return next;
            }
        }
        triedSince = 0;
        return -1;
    }

    private void dropLink() {
        SimStream dropped = link;
        if (dropped != null) {
            link = null;
            dropped.close();
        }
        core.streamLost();
        connectDue = agenda.now();
    }

    /** A message came on a stream. */
    void received(SimStream from, LeaderMessage message) {
        if (from == link) {
            receive(message);
            turn();
        }
    }

    /** A stream has ended. */
    void closed(SimStream from, ErrorDetail why) {
        if (from == link) {
            if (core.isAttached()) {
                triedSince = 1L << master;
            }
            receive(LeaderMessage.newBuilder().setRefused(why).build());
            turn();
        }
    }

    private void receive(LeaderMessage message) {
        List<Instruction> instructions;
        try {
            instructions = core.receive(message);
        } catch (RuntimeException e) {
            throw new Violation(Check.NO_CRASH, "worker " + self.id() + " can't take in a message: " + e, e);
        }
        for (Instruction instruction : instructions) {
            if (isRunning) {
                instruction.accept(this);
            }
        }
        if (isRunning && core.isAttached()) {
            check(message);
        }
    }

    /** What must hold once {@code message} is taken in. */
    private void check(LeaderMessage message) {
        SimExecutor executing = current();
        long epoch = message.hasWelcome()
                ? message.getWelcome().getEpoch()
                : executing.token().getEpoch();
        boolean isOfEpoch =
                core.token().getEpoch() == epoch && executing.token().getEpoch() == epoch && self.keepsOnly(epoch);
        Ledger.require(
                isOfEpoch,
                Check.WORKER_KEEPS_ITS_EPOCH,
                self.id() + " is in epoch " + epoch + ", says it is in "
                        + core.token().getEpoch() + " and runs "
                        + executing.token().getEpoch());
        Directive directive = message.getDirective();
        for (AttemptRef unwanted : directive.getStopList()) {
            checkStopped(executing, unwanted);
        }
        for (AttemptRef settled : directive.getSettledList()) {
            checkStopped(executing, settled);
        }
    }

    private void checkStopped(SimExecutor executing, AttemptRef attempt) {
        Ledger.require(
                !executing.goesOnWith(attempt), Check.UNWANTED_IS_STOPPED, self.id() + " goes on with " + attempt);
    }

    private SimExecutor current() {
        SimExecutor current = executor;
        if (current == null) {
            throw new Violation(Check.NO_CRASH, "work is given to " + self.id() + " before it was welcomed");
        }
        return current;
    }

    @Override
    public void attach(Instruction.Attach attach) {
        heartbeat = attach.welcome().getHeartbeatMillis() * Agenda.MILLI;
        if (attach.isNewEpoch()) {
            executor = new SimExecutor(self, core.token(), core, sim, this::turn);
        }
    }

    @Override
    public void describe(Instruction.Describe instruction) {
        current().describe(instruction.job());
    }

    @Override
    public void learn(Instruction.Learn instruction) {
        current().learn(instruction.changes());
    }

    @Override
    public void start(Instruction.Start instruction) {
        current().start(instruction.assignment());
    }

    @Override
    public void stop(Instruction.Stop instruction) {
        current().stop(instruction.attempt());
    }

    @Override
    public void forget(Instruction.Forget instruction) {
        current().forget(instruction.job());
        self.deleteJob(core.token().getEpoch(), instruction.job());
    }

    @Override
    public void abandon(Instruction.Abandon instruction) {
        SimExecutor old = executor;
        executor = null;
        if (old != null) {
            old.close();
        }
        self.deleteEpoch(instruction.epoch());
    }

    @Override
    public void reconnect(Instruction.Reconnect instruction) {
        String leader = instruction.why().getLeaderAddress();
        hint = leader.isEmpty() ? hint : Integer.parseInt(leader.substring(1));
        if (instruction.isSameMaster()) {
            triedSince = 0;
            hint = master;
        }
        dropLink();
    }

    @Override
    public void end(Instruction.End instruction) {
        if (instruction.why().getCode() == ErrorCode.SUPERSEDED) {
            sim.reach(Reach.WORKER_SUPERSEDED);
        }
        self.leave("refused");
    }
}
