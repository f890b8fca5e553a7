package dev.jangada.master.leader;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.MasterAddress;
import dev.jangada.protocol.v1.Welcome;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term led by this master, without a thread: events in, and on {@link #act} proposals to the core and messages to
 * workers out. It takes in what clients and workers say, adds what the policies propose, puts it all into as few log
 * entries as it can, and tells those concerned what came of it. It knows no time but that of the clock that it is given,
 * so a simulator can drive it. Not thread-safe: owned by one loop, such as that of {@link LeaderSession}.
 */
public final class LeaderTerm {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderTerm.class);

    private final long term;
    private final ReplicatedCore core;
    private final LeaderSurroundings surroundings;
    private final LeaderMeters meters;
    private final LongSupplier clock;
    private final SoftState soft;
    private final Undecided undecided = new Undecided();
    private final Proposals proposals;
    private final WorkerSessions sessions;
    private final Planning planning;
    private final Reports reports;
    private final Turn turn = new Turn();
    private @Nullable NotLeadingException over;
    private boolean mayPlace;
    private long nextTickMillis;

    /**
     * Begins to lead {@code term}, for which nobody led for {@code outageMillis} before.
     *
     * @param inbox hears what became of batches, on any thread; the owner hands it to {@link #take}
     */
    public LeaderTerm(
            long term,
            long outageMillis,
            ReplicatedCore core,
            LeaderSurroundings surroundings,
            LeaderMeters meters,
            Consumer<LeaderEvent> inbox) {
        this.term = term;
        this.core = core;
        this.surroundings = surroundings;
        this.meters = meters;
        this.clock = surroundings.clock();
        this.soft = new SoftState(clock.getAsLong());
        this.proposals = new Proposals(term, core, undecided, inbox);
        this.sessions = new WorkerSessions(new WorkerSession.Terms(term, surroundings.clusterId()), core, undecided);
        this.planning = new Planning(term, surroundings, undecided, soft, sessions);
        this.reports = new Reports(proposals, undecided, sessions, soft, planning);
        proposals.add(new Command.BeginTerm(surroundings.self(), outageMillis), Proposals.Answer.NONE);
    }

    /** What this leader knows and does not replicate. */
    public SoftState soft() {
        return soft;
    }

    /** Why no more events are taken; empty while the term goes on. */
    public Optional<NotLeadingException> over() {
        return Optional.ofNullable(over);
    }

    /** In how many ms {@link #act} should be called if no event comes before; 0 or less: at once. */
    public long dueInMillis() {
        return proposals.inFlight() == 0 && proposals.waiting() > 0 ? 0 : nextTickMillis - clock.getAsLong();
    }

    /** Takes in one event; what follows from it is done by {@link #act}, after as many more as are there. */
    public void take(LeaderEvent event) {
        event.accept(turn);
    }

    /** Proposes what should be proposed and tells workers what they should know. */
    public void act() {
        long now = clock.getAsLong();
        if (now >= nextTickMillis) {
            nextTickMillis = now + surroundings.settings().tick().toMillis();
            propose(core.read(state -> planning.atTick(state, now)));
            mayPlace = true;
        }
        if (mayPlace) {
            mayPlace = false;
            propose(core.read(planning::place));
        }
        proposals.flush();
        for (WorkerSession deaf : sessions.tell(now)) {
            if (now - deaf.unreadableSince() > surroundings.settings().lease().toMillis()) {
                LOG.warn("worker={} term={} does not read what it is told; its session ends", deaf.worker(), term);
                drop(deaf.channel());
                deaf.channel().end();
            }
        }
    }

    private void propose(Iterable<Command> commands) {
        commands.forEach(command -> proposals.add(command, Proposals.Answer.NONE));
    }

    private void drop(WorkerChannel channel) {
        sessions.remove(channel).ifPresent(worker -> {
            LOG.info("worker={} term={} is detached", worker, term);
            soft.heard(worker, false, clock.getAsLong());
        });
    }

    /** Ends the term: every stream ends, and who waits for an answer hears {@code why}. */
    public void stop(NotLeadingException why) {
        over = why;
        proposals.abandon(why);
        sessions.endAll();
        surroundings.jobs().termOver(Errors.detail(ErrorCode.NOT_LEADER, String.valueOf(why.getMessage())));
    }

    private void register(WorkerSession session) {
        Command register = new Command.RegisterWorker(session.worker(), session.incarnation(), session.profile());
        sessions.add(session);
        proposals.add(register, (decision, applied) -> welcome(session, decision));
    }

    private void welcome(WorkerSession session, Decision decision) {
        boolean isCurrent =
                sessions.on(session.channel()).filter(known -> known == session).isPresent();
        if (!isCurrent) {
            return; // it hung up meanwhile
        }
        if (!(decision.reply() instanceof Reply.WorkerAccepted accepted)) {
            Reply reply = decision.reply();
            session.channel()
                    .refuse(
                            reply instanceof Reply.Refused refused
                                    ? Refusals.detail(refused)
                                    : Errors.detail(
                                            ErrorCode.INTERNAL, "the worker could not be registered: " + reply));
            sessions.remove(session.channel());
            return;
        }
        WorkerRef worker = accepted.worker();
        Leadership group = core.leadership();
        LeaderSettings settings = surroundings.settings();
        Welcome.Builder welcome = Welcome.newBuilder()
                .setClusterId(surroundings.clusterId())
                .setEpoch(worker.epoch())
                .setLeaseMillis((int) settings.lease().toMillis())
                .setHeartbeatMillis((int) settings.heartbeat().toMillis())
                .setLeaderId(surroundings.self());
        group.masters()
                .forEach(master -> welcome.addMasters(
                        MasterAddress.newBuilder().setId(master.id()).setApiAddress(master.apiAddress())));
        session.channel()
                .send(LeaderMessage.newBuilder()
                        .setTerm(term)
                        .setWelcome(welcome)
                        .build());
        sessions.registered(session, worker);
        soft.heard(worker.worker(), true, clock.getAsLong());
        mayPlace = true;
        LOG.info(
                "worker={} term={} is attached with {} slots",
                worker,
                term,
                session.profile().slots());
    }

    /** Takes in one event. */
    private final class Turn implements LeaderEvent.Handler {
        @Override
        public void asked(LeaderEvent.Asked event) {
            proposals.add(event.command(), new Proposals.Answer() {
                @Override
                public void decided(Decision decision, Applied applied) {
                    event.answer().complete(new Decided(decision.reply(), applied.term(), applied.index()));
                }

                @Override
                public void unknown(NotLeadingException why) {
                    event.answer().completeExceptionally(why);
                }
            });
        }

        @Override
        public void greeted(LeaderEvent.Greeted event) {
            try {
                register(WorkerSession.greeted(event.channel(), event.hello()));
                event.channel().receiveNext();
            } catch (MalformedMessageException e) {
                refuse(event.channel(), e);
            }
        }

        @Override
        public void reported(LeaderEvent.Reported event) {
            WorkerSession session = sessions.on(event.channel()).orElse(null);
            if (session == null) {
                return; // the stream ends
            }
            try {
                if (session.ref().isPresent()) { // else it reports again after the Welcome
                    WorkerRef worker = session.ref().get();
                    soft.heard(worker.worker(), true, clock.getAsLong());
                    reports.take(session, worker, event.report());
                    mayPlace |= event.report().getOutcomesCount() > 0;
                    surroundings.jobs().changed(Reports.jobsInProgress(event.report()), false);
                }
                event.channel().receiveNext();
            } catch (MalformedMessageException e) {
                refuse(event.channel(), e);
            }
        }

        private void refuse(WorkerChannel channel, MalformedMessageException why) {
            drop(channel);
            channel.refuse(Errors.detail(ErrorCode.INVALID, why.getMessage() + ": worker and master do not agree"));
        }

        @Override
        public void writable(LeaderEvent.Writable event) {
            // the next round looks at all sessions that have something to tell
        }

        @Override
        public void hungUp(LeaderEvent.HungUp event) {
            drop(event.channel());
        }

        @Override
        public void batchApplied(LeaderEvent.BatchApplied event) {
            proposals.applied(event.batch(), event.applied(), this::learn);
            mayPlace = true;
        }

        private void learn(Applied applied) {
            Touched touched = new Touched();
            applied.decisions()
                    .forEach(decision -> decision.events().forEach(fact -> {
                        fact.accept(touched);
                        log(fact);
                    }));
            meters.commands().mark(applied.decisions().size());
            meters.assignments().mark(touched.assigned());
            touched.fenced().forEach(sessions::fence);
            sessions.touch(touched);
            touched.ended().forEach(soft::ended);
            surroundings.jobs().changed(touched.jobs(), false);
            surroundings.jobs().changed(touched.moved(), true);
        }

        /** One line a change of state that an operator looks for. */
        private void log(Event fact) {
            if (fact instanceof Event.JobMoved moved) {
                LOG.info(
                        "job={} term={} state={} {}",
                        moved.job(),
                        term,
                        moved.to(),
                        moved.verdict().map(Verdict::sentence).orElse(""));
            } else if (fact instanceof Event.WorkerFenced fenced) {
                LOG.warn("worker={} term={} is fenced: {}", fenced.worker(), term, fenced.reason());
            }
        }

        @Override
        public void batchUnknown(LeaderEvent.BatchUnknown event) {
            Throwable cause = event.cause();
            LOG.info("term={} is over: {}", term, cause.getMessage());
            stop(
                    cause instanceof NotLeadingException lost
                            ? lost
                            : new NotLeadingException("this master lost its leadership: " + cause.getMessage()));
        }

        @Override
        public void over(LeaderEvent.Over event) {
            LOG.info("term={} is over: {}", term, event.why());
            stop(new NotLeadingException(event.why()));
        }
    }
}
