package dev.jangada.master.grpc;

import dev.jangada.master.leader.LeaderSeat;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.SoftState;
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

/** Lets requests through to the leader, if this master is it and they are meant for this cluster. Thread-safe. */
public final class LeaderGate {
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
            checkSeen(header, core.leadership().appliedIndex());
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

    /** Refuses to answer for less than the caller has seen acknowledged. */
    void checkSeen(RequestHeader header, long index) {
        if (Long.compareUnsigned(header.getSeenIndex(), index) > 0) {
            throw Errors.exception(
                    ErrorCode.DATA_LOSS,
                    "the caller has seen log index " + header.getSeenIndex() + " acknowledged, and the masters hold "
                            + index + " only: they have lost data, perhaps a master came back with an old disk");
        }
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

    /** The header of an answer that reflects {@code index}. */
    ResponseHeader header(long term, long index) {
        Leadership here = core.leadership();
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setTerm(term)
                .setIndex(index)
                .setLeaderId(here.leader().map(MasterAddress::id).orElse(""))
                .build();
    }
}
