package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.MetadataProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.util.ProtoUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower alone; what the other masters would send comes from the test. */
class UnverifiedCommitIT {
    private static final String SELF = "m3";
    private static final long NONE = -1;

    private static AppendEntriesReplyProto send(TestGroup group, AppendEntriesRequestProto request) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forTarget(
                        group.address(SELF).raftAddress())
                .usePlaintext()
                .build();
        try {
            CompletableFuture<AppendEntriesReplyProto> answer = new CompletableFuture<>();
            StreamObserver<AppendEntriesRequestProto> stream = RaftServerProtocolServiceGrpc.newStub(channel)
                    .appendEntries(new StreamObserver<>() {
                        @Override
                        public void onNext(AppendEntriesReplyProto reply) {
                            answer.complete(reply);
                        }

                        @Override
                        public void onError(Throwable cause) {
                            answer.completeExceptionally(cause);
                        }

                        @Override
                        public void onCompleted() {
                            answer.completeExceptionally(new AssertionError("no answer"));
                        }
                    });
            stream.onNext(request);
            return answer.get(20, TimeUnit.SECONDS);
        } finally {
            channel.shutdownNow();
        }
    }

    private static AppendEntriesRequestProto.Builder from(TestGroup group, String leader, long term, long commit) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(Peers.id(leader).toByteString())
                        .setReplyId(Peers.id(SELF).toByteString())
                        .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(Peers.groupId(group.clusterId, 0))))
                .setLeaderTerm(term)
                .setLeaderCommit(commit);
    }

    private static LogEntryProto first(long term) {
        return LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(0)
                .setMetadataEntry(MetadataProto.newBuilder().setCommitIndex(0))
                .build();
    }

    /**
     * The first entry of a leader that lost its office at once, and a heartbeat of the next leader, which has committed
     * another first entry and says so before it sends it.
     */
    @Test
    void aHeartbeatThatNamesNoEntryCommitsNone(@TempDir Path base) throws Exception {
        try (TestGroup group = new TestGroup(base, 3, RaftTuning.cluster())) {
            group.start(SELF, StartMode.BOOTSTRAP);
            AppendEntriesReplyProto lost =
                    send(group, from(group, "m1", 1, NONE).addEntries(first(1)).build());
            assertThat(lost.getResult()).isEqualTo(AppendResult.SUCCESS);

            AppendEntriesReplyProto heard = send(group, from(group, "m2", 2, 7).build());
            assertThat(heard.getResult()).isEqualTo(AppendResult.SUCCESS);
            assertThat(heard.getFollowerCommit()).isEqualTo(NONE);

            AppendEntriesReplyProto taken =
                    send(group, from(group, "m2", 2, 7).addEntries(first(2)).build());
            assertThat(taken.getResult()).isEqualTo(AppendResult.SUCCESS);
            assertThat(taken.getFollowerCommit()).isZero();
        }
    }
}
