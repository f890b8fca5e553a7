package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.LeaderMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sessions of a term: by stream from Hello on, by worker once registered. Owned by the leader's loop. */
final class WorkerSessions {
    private final WorkerSession.Terms terms;
    private final ReplicatedCore core;
    private final Undecided undecided;
    private final Map<WorkerChannel, WorkerSession> byChannel = new LinkedHashMap<>();
    private final Map<WorkerId, WorkerSession> byWorker = new HashMap<>();

    WorkerSessions(WorkerSession.Terms terms, ReplicatedCore core, Undecided undecided) {
        this.terms = terms;
        this.core = core;
        this.undecided = undecided;
    }

    /** A worker said Hello on a stream, for the first time or again after a fence. */
    void add(WorkerSession session) {
        byChannel.put(session.channel(), session);
    }

    /** The session on a stream. */
    Optional<WorkerSession> on(WorkerChannel channel) {
        return Optional.ofNullable(byChannel.get(channel));
    }

    /** The session of a worker in this epoch. */
    Optional<WorkerSession> of(WorkerRef worker) {
        return of(worker.worker()).filter(session -> session.is(worker));
    }

    /** The session of a worker. */
    Optional<WorkerSession> of(WorkerId worker) {
        return Optional.ofNullable(byWorker.get(worker));
    }

    /** All sessions of registered workers. */
    Collection<WorkerSession> registered() {
        return byWorker.values();
    }

    /** The worker of {@code session} is registered; a session that it had before ends. */
    void registered(WorkerSession session, WorkerRef worker) {
        WorkerSession before = byWorker.put(worker.worker(), session);
        if (before != null && before.channel() != session.channel()) {
            byChannel.remove(before.channel());
            if (before.incarnation().equals(session.incarnation())) {
                before.channel().end();
            } else {
                before.channel()
                        .refuse(Errors.detail(
                                ErrorCode.SUPERSEDED,
                                "another process has registered as worker " + worker.worker()
                                        + ": stop this one, or give it another id"));
            }
        }
        session.registered(worker, terms.term());
    }

    /** This epoch is void: whoever has it must say Hello again. */
    void fence(WorkerRef worker) {
        of(worker).ifPresent(session -> {
            byWorker.remove(worker.worker());
            session.fenced(terms.term());
        });
    }

    /** The stream is no more; returns the worker that is not attached any more because of it. */
    Optional<WorkerId> remove(WorkerChannel channel) {
        WorkerSession session = byChannel.remove(channel);
        return session != null && byWorker.remove(session.worker(), session)
                ? Optional.of(session.worker())
                : Optional.empty();
    }

    /** The events of a batch may ask something else of workers. */
    void touch(Touched touched) {
        touched.workers().forEach(worker -> of(worker).ifPresent(WorkerSession::touch));
        for (WorkerSession session : touched.known().isEmpty() ? List.<WorkerSession>of() : byWorker.values()) {
            for (JobId job : touched.known()) {
                if (session.knows(job)) {
                    session.touch();
                    break;
                }
            }
        }
    }

    /** Tells every worker what the state asks of it now; returns those that do not read. */
    List<WorkerSession> tell(long nowMillis) {
        List<WorkerSession> unreadable = new ArrayList<>();
        List<WorkerSession> ready = new ArrayList<>();
        for (WorkerSession session : byWorker.values()) {
            if (!session.isDirty()) {
                continue;
            }
            if (session.channel().isReady()) {
                session.unreadableSince(0);
                ready.add(session);
            } else {
                session.unreadableSince(session.unreadableSince() == 0 ? nowMillis : session.unreadableSince());
                unreadable.add(session);
            }
        }
        if (!ready.isEmpty()) {
            tell(ready);
        }
        return unreadable;
    }

    private void tell(List<WorkerSession> ready) {
        List<List<LeaderMessage>> messages = core.read(state -> ready.stream()
                .map(session -> session.tell(state, undecided::isEnding, terms))
                .toList());
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).forEach(ready.get(i).channel()::send);
        }
    }

    /** Ends every stream. */
    void endAll() {
        byChannel.keySet().forEach(WorkerChannel::end);
        byChannel.clear();
        byWorker.clear();
    }
}
