package dev.jangada.master.ratis;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Lets a follower take entries in one step. The raft library looks under the replica's lock whether it may take them and
 * takes them without it; a vote that it gives in between, to a master that lacks these entries, would let that one lead
 * without what the answer then acknowledges. Here the lock is held for both. Not for a replica that is candidate or leads:
 * the library waits there for threads that need the lock. Decision 29.
 */
final class AtomicAppends implements ServerInterceptor {
    private volatile RaftServer.@Nullable Division division;

    /** From now on, appends to this replica are guarded. */
    void guard(RaftServer.Division replica) {
        division = replica;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                RaftServer.Division replica = division;
                if (replica != null
                        && message instanceof AppendEntriesRequestProto append
                        && append.getEntriesCount() > 0) {
                    synchronized (replica) { // the library's own lock
                        if (replica.getInfo().isFollower()) {
                            super.onMessage(message);
                            return;
                        }
                    }
                }
                super.onMessage(message);
            }
        };
    }
}
