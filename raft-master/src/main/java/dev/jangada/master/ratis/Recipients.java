package dev.jangada.master.ratis;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Turns away what is meant for another master. When masters are restarted, one may get the address that another had, and
 * who knows it by that address goes on to talk to it; the raft library takes what comes, and a leader would count the word
 * of one follower as that of two, and forget the other. Decision 25.
 */
final class Recipients implements ServerInterceptor {
    private final RaftPeerId self;

    Recipients(RaftPeerId self) {
        this.self = self;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean isRefused;

            @Override
            public void onMessage(Q message) {
                if (isRefused) {
                    return;
                }
                ByteString meant = request(message).getReplyId();
                if (meant.isEmpty() || meant.equals(self.toByteString())) {
                    super.onMessage(message);
                    return;
                }
                isRefused = true;
                String sentence = "this is master " + self + ", and the message is for " + RaftPeerId.valueOf(meant);
                call.close(Status.FAILED_PRECONDITION.withDescription(sentence), new Metadata());
                super.onCancel();
            }

            @Override
            public void onHalfClose() {
                if (!isRefused) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onCancel() {
                if (!isRefused) {
                    super.onCancel();
                }
            }
        };
    }

    private static RaftRpcRequestProto request(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return append.getServerRequest();
        } else if (message instanceof RequestVoteRequestProto vote) {
            return vote.getServerRequest();
        } else if (message instanceof InstallSnapshotRequestProto snapshot) {
            return snapshot.getServerRequest();
        } else if (message instanceof StartLeaderElectionRequestProto election) {
            return election.getServerRequest();
        } else if (message instanceof ReadIndexRequestProto read) {
            return read.getServerRequest();
        } else {
            return RaftRpcRequestProto.getDefaultInstance(); // of a client, and for whoever leads
        }
    }
}
