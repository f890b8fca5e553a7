package dev.jangada.worker.session;

import com.codahale.metrics.MetricRegistry;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.MasterAddress;
import dev.jangada.protocol.v1.WorkerMessage;
import dev.jangada.worker.executor.Executor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the worker in touch with the leader. One thread owns the core and all that is here; everything else reaches it
 * through its inbox. It never gives up looking for a leader.
 */
public final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final long NEVER = Long.MAX_VALUE / 2;
    private static final long ROUND_PAUSE_MILLIS = 100;
    /** An election takes about a second: for a while after a loss the masters are asked more often. */
    private static final long EAGER_PAUSE_MILLIS = 50;

    private static final long EAGER_MILLIS = 3_000;
    private static final long ROUND_JITTER_MILLIS = 20;
    private static final long SILENCE_LOG_MILLIS = 10_000;
    private static final long FIRST_HELLO_MILLIS = 1_000;
    private static final long LONGEST_HELLO_MILLIS = 5_000;
    /** While reports go out this often, outcomes gather in between. */
    private static final long SPACING_NANOS = 1_000_000;
    /** That an attempt runs is told this late at most; the outcome of a short one says it too. */
    private static final long SMALL_NEWS_MILLIS = 50;

    /** How long a worker that drains stays, for what the leader may have sent before it knew. */
    private static final long LEAVE_MILLIS = 200;

    private static final int EVENTS_A_TURN = 1_000;

    private final WorkerCore core;
    private final Workplace place;
    private final MasterRing ring;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Map<String, JobDescription> jobs = new LinkedHashMap<>();
    private final InboxReporter reporter;
    private final SessionMetrics metrics;
    private final Carrier carrier = new Carrier();
    private final Thread thread = new Thread(this::run, "session");
    private volatile List<String> masters;
    private @Nullable MasterLink link;
    private @Nullable Executor executor;
    private long executorEpoch;
    private boolean isRunning = true;
    private boolean isDraining;
    private long leaveDue = NEVER;
    private long now;
    private long connectDue;
    private long helloDue = NEVER;
    private long helloMillis = FIRST_HELLO_MILLIS;
    private long heartbeatNanos = NEVER;
    private long lastSent;
    private long leaderlessSince;
    private long silenceLogDue;
    private String lastTrouble = "none was asked yet";

    /** A session that is not started. */
    public Session(WorkerCore core, Workplace place, List<String> configuredMasters, MetricRegistry registry) {
        this.core = core;
        this.place = place;
        this.ring = new MasterRing(configuredMasters);
        this.masters = List.copyOf(configuredMasters);
        this.metrics = SessionMetrics.in(registry, inbox);
        this.reporter = new InboxReporter(core, inbox, metrics, carrier::start);
        thread.setDaemon(true);
    }

    /** Begins to look for the leader. */
    public void start() {
        thread.start();
    }

    /** Completes when the session is closed; with a {@link WorkerRefusedException} when the masters refuse for good. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Addresses of all masters that are known. */
    public List<String> masters() {
        return masters;
    }

    /**
     * Asks to be given no more work.
     *
     * @return completes when nothing runs and nobody needs what the worker keeps
     */
    public CompletableFuture<Void> drain() {
        inbox.add(() -> {
            if (!isDraining) {
                isDraining = true;
                LOG.info("worker {} drains", core.token().getWorker());
                core.drain();
            }
        });
        return drained;
    }

    /** Stops all attempts and gives them back to the leader. */
    public void releaseAll() {
        inbox.add(() -> {
            Executor current = executor;
            if (current != null) {
                core.running().forEach(current::stop);
            }
        });
    }

    /** Ends the session; attempts that run are stopped and not reported. */
    @Override
    public void close() {
        inbox.add(() -> isRunning = false);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            now = System.nanoTime();
            leaderlessSince = now;
            connectDue = now;
            silenceLogDue = now + millis(SILENCE_LOG_MILLIS);
            lastSent = now - millis(SMALL_NEWS_MILLIS);
            while (isRunning) {
                turn();
            }
            leave();
            ended.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave();
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "worker {}: the session failed in a way that it should not",
                    core.token().getWorker(),
                    e);
            leave();
            ended.completeExceptionally(e);
        }
    }

    private void turn() throws InterruptedException {
        now = System.nanoTime();
        Runnable event = inbox.poll(Math.max(0, nextDue() - now), TimeUnit.NANOSECONDS);
        now = System.nanoTime();
        for (int i = 0; event != null && i < EVENTS_A_TURN; i++) {
            event.run();
            event = inbox.poll();
        }
        if (event != null) {
            event.run();
        }
        if (isRunning) {
            sendDue();
            connectDue();
            if (isDraining && mayLeave()) {
                drained.complete(null);
            }
        }
    }

    private boolean mayLeave() {
        if (core.isAttached()) {
            return core.isIdle() && now - leaveDue >= 0;
        }
        boolean isAlone =
                now - leaderlessSince >= millis(EAGER_MILLIS) && core.running().isEmpty();
        return core.isIdle() || isAlone;
    }

    private long nextDue() {
        long due = Math.min(now + millis(SILENCE_LOG_MILLIS), leaveDue > now ? leaveDue : NEVER);
        MasterLink current = link;
        if (current == null) {
            return Math.min(due, connectDue);
        }
        if (!core.isAttached()) {
            return Math.min(due, helloDue);
        }
        if (current.isReady()) {
            due = Math.min(due, lastSent + heartbeatNanos);
            if (core.hasNews()) {
                due = Math.min(due, lastSent + SPACING_NANOS);
            } else if (core.hasSmallNews()) {
                due = Math.min(due, lastSent + millis(SMALL_NEWS_MILLIS));
            }
        }
        return due;
    }

    private void sendDue() {
        MasterLink current = link;
        if (current == null || !core.isAttached() || !current.isReady()) {
            return;
        }
        boolean isNewsDue = (core.hasNews() && now - lastSent >= SPACING_NANOS)
                || (core.hasSmallNews() && now - lastSent >= millis(SMALL_NEWS_MILLIS));
        if (isNewsDue) {
            do {
                core.nextReport().ifPresent(current::send);
                metrics.reports().mark();
            } while (core.hasNews() && current.isReady());
            lastSent = now;
            if (isDraining && leaveDue == NEVER) {
                leaveDue = now + millis(LEAVE_MILLIS);
            }
        } else if (now - lastSent >= heartbeatNanos) {
            core.heartbeat().ifPresent(current::send);
            metrics.reports().mark();
            lastSent = now;
        }
    }

    private void connectDue() {
        if (link != null && !core.isAttached() && now - helloDue >= 0) {
            lastTrouble = link.address() + " did not answer within " + helloMillis + " ms";
            dropLink();
        }
        while (link == null && now - connectDue >= 0) {
            Optional<String> next = ring.next();
            if (next.isPresent()) {
                connect(next.get());
            } else {
                long jitter = ThreadLocalRandom.current().nextLong(ROUND_JITTER_MILLIS);
                boolean isEager = now - leaderlessSince < millis(EAGER_MILLIS);
                connectDue = now + millis((isEager ? EAGER_PAUSE_MILLIS : ROUND_PAUSE_MILLIS) + jitter);
                helloMillis = Math.min(LONGEST_HELLO_MILLIS, helloMillis + FIRST_HELLO_MILLIS / 5);
            }
        }
        if (!core.isAttached() && now - silenceLogDue >= 0) {
            silenceLogDue = now + millis(SILENCE_LOG_MILLIS);
            LOG.warn(
                    "worker {}: no leader for {} s among {}; the last answer: {}",
                    core.token().getWorker(),
                    TimeUnit.NANOSECONDS.toSeconds(now - leaderlessSince),
                    masters,
                    lastTrouble);
        }
    }

    private void connect(String address) {
        MasterLink next = new MasterLink(address, new LinkEvents());
        link = next;
        helloDue = now + millis(helloMillis);
        WorkerMessage hello = core.hello();
        next.open(hello);
    }

    private void dropLink() {
        MasterLink dropped = link;
        if (dropped != null) {
            link = null;
            dropped.close();
        }
        core.streamLost();
        connectDue = now;
    }

    /** The stream ended while the leader had taken us in: another master leads by now, or will soon. */
    private void leaderLost(String address, String why) {
        leaderlessSince = now;
        silenceLogDue = now + millis(SILENCE_LOG_MILLIS);
        LOG.info(
                "worker {} lost the leader at {} of term {}: {}; attempts run on",
                core.token().getWorker(),
                address,
                core.term(),
                why);
        ring.beginWithout(address);
    }

    private void received(LeaderMessage message) {
        if (message.getMastersCount() > 0) {
            learnMasters(message.getMastersList());
        }
        List<Instruction> instructions;
        try {
            instructions = core.receive(message);
        } catch (IllegalArgumentException e) {
            lastTrouble = "it sent what makes no sense: " + e.getMessage();
            LOG.error("worker {}: the leader {}", core.token().getWorker(), lastTrouble);
            dropLink();
            return;
        }
        instructions.forEach(instruction -> instruction.accept(carrier));
    }

    private void learnMasters(List<MasterAddress> known) {
        ring.learn(known.stream().map(MasterAddress::getApiAddress).toList());
        masters = ring.all();
    }

    private void leave() {
        MasterLink left = link;
        if (left != null) {
            left.close();
        }
        Executor current = executor;
        if (current != null) {
            current.close();
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** What gRPC's threads say, brought to ours. */
    private final class LinkEvents implements MasterLink.Listener {

        @Override
        public void message(MasterLink from, LeaderMessage message) {
            inbox.add(() -> {
                if (from.equals(link)) {
                    received(message);
                }
            });
        }

        @Override
        public void ready(MasterLink from) {
            inbox.add(() -> {
                // the next turn sees that it can send
            });
        }

        @Override
        public void closed(MasterLink from, ErrorDetail why) {
            inbox.add(() -> {
                if (from.equals(link)) {
                    if (core.isAttached()) {
                        leaderLost(from.address(), why.getMessage());
                    }
                    received(LeaderMessage.newBuilder().setRefused(why).build());
                }
            });
        }
    }

    /** Carries out what the core says. */
    private final class Carrier implements Instruction.Visitor {

        @Override
        public void attach(Instruction.Attach attach) {
            MasterLink current = link;
            String address = current == null ? "?" : current.address();
            learnMasters(attach.welcome().getMastersList());
            metrics.attached().inc();
            helloMillis = FIRST_HELLO_MILLIS;
            heartbeatNanos = millis(Math.max(10, attach.welcome().getHeartbeatMillis()));
            LOG.info(
                    "worker {} attached to leader {} at {}, term {}, epoch {}, after {} ms without one",
                    core.token().getWorker(),
                    attach.welcome().getLeaderId(),
                    address,
                    core.term(),
                    core.token().getEpoch(),
                    TimeUnit.NANOSECONDS.toMillis(now - leaderlessSince));
            if (attach.isNewEpoch()) {
                begin();
            }
        }

        private void begin() {
            try {
                executor = place.begin(core.token(), core.clusterId(), reporter);
                executorEpoch = core.token().getEpoch();
            } catch (IOException e) {
                isRunning = false;
                ended.completeExceptionally(e);
            }
        }

        @Override
        public void describe(Instruction.Describe describe) {
            jobs.put(describe.job().getJob(), describe.job());
            place.keepArtifactsOf(jobs.values());
            current().describe(describe.job());
        }

        @Override
        public void learn(Instruction.Learn learn) {
            current().mapOutputs(learn.changes());
        }

        @Override
        public void start(Instruction.Start start) {
            start(start.assignment());
        }

        private void start(Assignment assignment) {
            current().start(assignment);
        }

        @Override
        public void stop(Instruction.Stop stop) {
            current().stop(stop.attempt());
        }

        private Executor current() {
            Executor current = executor;
            if (current == null) {
                throw new IllegalStateException("the leader gives work before it has welcomed the worker");
            }
            return current;
        }

        @Override
        public void forget(Instruction.Forget forget) {
            jobs.remove(forget.job());
            place.forget(executorEpoch, forget.job(), current().closeJob(forget.job()));
            place.keepArtifactsOf(jobs.values());
        }

        @Override
        public void abandon(Instruction.Abandon abandon) {
            LOG.warn(
                    "worker {}: epoch {} is void; everything is stopped and deleted",
                    core.token().getWorker(),
                    abandon.epoch());
            jobs.clear();
            Executor old = executor;
            executor = null;
            if (old != null) {
                place.abandon(abandon.epoch(), old);
            }
        }

        @Override
        public void reconnect(Instruction.Reconnect reconnect) {
            MasterLink current = link;
            ring.hint(reconnect.why().getLeaderAddress());
            if (current != null) {
                String trouble = current.address() + ": " + reconnect.why().getMessage();
                if (reconnect.why().getCode() == ErrorCode.DATA_LOSS && !trouble.equals(lastTrouble)) {
                    LOG.error(
                            "worker {} keeps what it has and looks for a leader that has lost nothing. DATA LOSS at {}",
                            core.token().getWorker(),
                            trouble);
                }
                lastTrouble = trouble;
                if (reconnect.isSameMaster()) {
                    ring.beginWithout("");
                    ring.hint(current.address());
                }
            }
            dropLink();
        }

        @Override
        public void end(Instruction.End end) {
            isRunning = false;
            ended.completeExceptionally(new WorkerRefusedException(end.why().getCode(), sentence(end.why())));
        }

        private String sentence(ErrorDetail why) {
            String worker = core.token().getWorker();
            return why.getCode() == ErrorCode.SUPERSEDED
                    ? "Another process runs as worker " + worker + " (" + why.getMessage()
                            + "): stop that one, or give this one another id."
                    : "Worker " + worker + " cannot join these masters: " + why.getMessage()
                            + "; check the addresses of the masters, or give the worker a new directory.";
        }
    }
}
