package dev.jangada.master.ratis;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * Lets a leader's request commit no entry that the request does not vouch for. A follower may take as committed what agrees
 * with the leader's log up to the end of a request: the entry that it names as the one before, and those that it brings. For
 * a request that names none before, the raft library takes one entry too many, the first of all for a heartbeat; a follower
 * that once led, and has a first entry of its own, then keeps it for good. Decision 28.
 */
final class CommitBounds implements ServerInterceptor {
    private static final long NOTHING = -1;

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            @SuppressWarnings("unchecked") // of the same class as what came
            public void onMessage(Q message) {
                super.onMessage(message instanceof AppendEntriesRequestProto append ? (Q) bounded(append) : message);
            }
        };
    }

    /** The request with a commit index no higher than what it vouches for. */
    static AppendEntriesRequestProto bounded(AppendEntriesRequestProto request) {
        if (request.hasPreviousLog()) {
            return request;
        }
        int entries = request.getEntriesCount();
        long vouched = entries == 0 ? NOTHING : request.getEntries(entries - 1).getIndex();
        return request.getLeaderCommit() <= vouched
                ? request
                : request.toBuilder().setLeaderCommit(vouched).build();
    }
}
