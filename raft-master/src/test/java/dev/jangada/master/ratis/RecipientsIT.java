package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The raft port of m3, at an address where m1 was before. */
class RecipientsIT {
    private static final RaftPeerId SELF = RaftPeerId.valueOf("m3");

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private Server server;
    private ManagedChannel channel;

    private final class Replica extends RaftServerProtocolServiceGrpc.RaftServerProtocolServiceImplBase {
        @Override
        public void requestVote(RequestVoteRequestProto request, StreamObserver<RequestVoteReplyProto> call) {
            taken.add("vote");
            call.onNext(RequestVoteReplyProto.getDefaultInstance());
            call.onCompleted();
        }

        @Override
        public StreamObserver<AppendEntriesRequestProto> appendEntries(StreamObserver<AppendEntriesReplyProto> call) {
            return new StreamObserver<>() {
                @Override
                public void onNext(AppendEntriesRequestProto request) {
                    taken.add("append");
                    call.onNext(AppendEntriesReplyProto.getDefaultInstance());
                }

                @Override
                public void onError(Throwable cause) {
                    taken.add("end");
                }

                @Override
                public void onCompleted() {
                    call.onCompleted();
                }
            };
        }
    }

    @BeforeEach
    void start() throws Exception {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = new RaftPort(SELF)
                .customize(builder, EnumSet.allOf(GrpcServices.Type.class))
                .addService(new Replica())
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static RaftRpcRequestProto to(String master) {
        return RaftRpcRequestProto.newBuilder()
                .setReplyId(RaftPeerId.valueOf(master).toByteString())
                .build();
    }

    private static RequestVoteRequestProto vote(String master) {
        return RequestVoteRequestProto.newBuilder().setServerRequest(to(master)).build();
    }

    private static AppendEntriesRequestProto append(String master) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(to(master))
                .build();
    }

    @Test
    void aVoteIsGivenForItselfOnly() {
        var stub = RaftServerProtocolServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> stub.requestVote(vote("m1")))
                .hasMessageContaining("this is master m3, and the message is for m1");
        assertThat(stub.requestVote(vote("m3"))).isEqualTo(RequestVoteReplyProto.getDefaultInstance());
        assertThat(taken).containsExactly("vote");
    }

    @Test
    void entriesForAnotherEndTheirStreamAndAreNotTaken() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        StreamObserver<AppendEntriesRequestProto> stream = RaftServerProtocolServiceGrpc.newStub(channel)
                .appendEntries(new StreamObserver<>() {
                    @Override
                    public void onNext(AppendEntriesReplyProto reply) {}

                    @Override
                    public void onError(Throwable cause) {
                        ended.complete(cause);
                    }

                    @Override
                    public void onCompleted() {
                        ended.completeExceptionally(new AssertionError("completed"));
                    }
                });
        stream.onNext(append("m3"));
        stream.onNext(append("m1"));
        stream.onNext(append("m3"));
        assertThat(Status.fromThrowable(ended.get(30, TimeUnit.SECONDS)).getCode())
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(taken).containsExactly("append", "end");
    }

    @Test
    void aRunningMasterRefusesWhatIsForAnother(@TempDir Path base) throws Exception {
        try (TestGroup group = TestGroup.started(base, 1, RaftTuning.cluster())) {
            ManagedChannel there = NettyChannelBuilder.forTarget(
                            group.masters.get(0).raftAddress())
                    .usePlaintext()
                    .build();
            try {
                var stub = RaftServerProtocolServiceGrpc.newBlockingStub(there).withDeadlineAfter(30, TimeUnit.SECONDS);
                assertThatThrownBy(() -> stub.requestVote(vote("another")))
                        .hasMessageContaining("the message is for another");
            } finally {
                there.shutdownNow();
            }
        }
    }
}
