package dev.jangada.master.grpc;

import dev.jangada.master.leader.LeaderSeat;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.SoftState;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.ResponseHeader;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets requests through to the leader, if this master is it and they are meant for this cluster. Thread-safe. */
public final class LeaderGate {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderGate.class);
    private static final long LOSS_SAID_EVERY_NANOS = 10_000_000_000L;

    private final AtomicLong lossSaidAt = new AtomicLong(System.nanoTime() - 2 * LOSS_SAID_EVERY_NANOS);
    private final String clusterId;
    private final ReplicatedCore core;
    private final LeaderSeat seat;

    public LeaderGate(String clusterId, ReplicatedCore core, LeaderSeat seat) {
        this.clusterId = clusterId;
        this.core = core;
        this.seat = seat;
    }

    String clusterId() {
        return clusterId;
    }

    /** The replicated core of this master. */
    public ReplicatedCore core() {
        return core;
    }

    LeaderSeat seat() {
        return seat;
    }

    /** What this master knows beside the state: all that the leader knows, or nothing. */
    public SoftState soft() {
        return seat.session().map(LeaderSession::soft).orElse(SoftState.none());
    }

    /** The session of the term that this master leads; otherwise the exception that says who leads. */
    LeaderSession leader(RequestHeader header) {
        checkCluster(header.getClusterId());
        LeaderSession session = seat.session().orElseThrow(() -> Errors.exception(notLeader()));
        if (header.getSeenIndex() > 0) {
            checkSeen(header);
        }
        return session;
    }

    /** Refuses callers of another cluster. */
    void checkCluster(String callers) {
        if (!callers.isEmpty() && !callers.equals(clusterId)) {
            throw Errors.exception(wrongCluster(callers));
        }
    }

    ErrorDetail wrongCluster(String callers) {
        return Errors.detail(
                ErrorCode.WRONG_CLUSTER,
                "this is a master of cluster " + clusterId + ", and the caller belongs to cluster " + callers
                        + ": give it the masters of its own cluster");
    }

    /** Refuses to answer a caller that has seen an entry acknowledged which is not in this leader's log. */
    void checkSeen(RequestHeader header) {
        Optional<ErrorDetail> loss = loss("the caller", header.getSeenTerm(), header.getSeenIndex());
        if (loss.isPresent()) {
            throw Errors.exception(loss.get());
        }
    }

    /**
     * What to tell somebody who has seen a log entry acknowledged, if this leader does not have it. A later entry at the
     * same index does not hide the loss. Whether an entry that was purged from the log was the same is not known.
     *
     * @param who has seen it
     * @param term of the entry; 0 if it is not known
     * @param index of the entry; 0 if none was seen
     */
    Optional<ErrorDetail> loss(String who, long term, long index) {
        long applied = core.applied().index();
        boolean isBehind = Long.compareUnsigned(index, Math.max(0, applied)) > 0;
        OptionalLong here = isBehind || index == 0 || term == 0 ? OptionalLong.empty() : core.termAt(index);
        if (!isBehind && (here.isEmpty() || here.getAsLong() == term)) {
            return Optional.empty();
        }
        String what =
                who + " has seen log entry " + index + (term == 0 ? "" : " of term " + term) + " acknowledged, and "
                        + (isBehind
                                ? "the masters hold " + applied + " only"
                                : "the masters hold another one, of term " + here.getAsLong())
                        + ": they have lost data, perhaps because masters came back with old disks";
        long now = System.nanoTime();
        long said = lossSaidAt.get();
        if (now - said > LOSS_SAID_EVERY_NANOS && lossSaidAt.compareAndSet(said, now)) {
            LOG.error("DATA LOSS: {}; see 'Data loss' in the operations manual", what);
        }
        return Optional.of(Errors.detail(ErrorCode.DATA_LOSS, what));
    }

    /** Why this master can't answer: another one leads, or nobody is ready to. */
    ErrorDetail notLeader() {
        Leadership here = core.leadership();
        Optional<MasterAddress> leader = here.leader();
        if (leader.isPresent() && !leader.get().id().equals(here.self())) {
            return ErrorDetail.newBuilder()
                    .setCode(ErrorCode.NOT_LEADER)
                    .setMessage("master " + here.self() + " does not lead; "
                            + leader.get().id() + " at " + leader.get().apiAddress() + " does")
                    .setLeaderId(leader.get().id())
                    .setLeaderAddress(leader.get().apiAddress())
                    .build();
        }
        return Errors.detail(
                ErrorCode.NOT_READY,
                leader.isPresent()
                        ? "master " + here.self() + " leads, but has not caught up yet: try again in a moment"
                        : "master " + here.self() + " knows of no leader: try again in a moment");
    }

    StatusRuntimeException notLeading() {
        return Errors.exception(notLeader());
    }

    /** The header of an answer that reflects the state here, which is to be read after this call. */
    ResponseHeader header() {
        return Headers.at(clusterId, core, core.applied());
    }

    /** The header of an answer that reflects the entry at {@code index}. */
    ResponseHeader header(long term, long index) {
        return Headers.at(clusterId, core, new AppliedCore.Place(term, index));
    }
}
