package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AtomicAppendsTest {
    private static final AppendEntriesRequestProto HEARTBEAT = AppendEntriesRequestProto.getDefaultInstance();
    private static final AppendEntriesRequestProto ENTRIES = AppendEntriesRequestProto.newBuilder()
            .addEntries(LogEntryProto.getDefaultInstance())
            .build();

    private final AtomicAppends appends = new AtomicAppends();

    /** Of the calls so far, whether the thread that made them held the replica's lock. */
    private final List<Boolean> held = new ArrayList<>();

    private RaftPeerRole role = RaftPeerRole.FOLLOWER;

    private final RaftServer.Division replica = proxy(RaftServer.Division.class, proxy(DivisionInfo.class, null));

    /** Only its info is asked for, and of that only whether it follows. */
    private <T> T proxy(Class<T> type, @Nullable Object info) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "getInfo" -> info;
                    case "isFollower" -> role == RaftPeerRole.FOLLOWER;
                    default -> throw new UnsupportedOperationException(method.toString());
                }));
    }

    private void receive(Object message) {
        appends.interceptCall(new NoCall<>(), new Metadata(), (call, headers) -> new ServerCall.Listener<>() {
                    @Override
                    public void onMessage(Object received) {
                        assertThat(received).isSameAs(message);
                        held.add(Thread.holdsLock(replica));
                    }
                })
                .onMessage(message);
    }

    private static final class NoCall<Q, R> extends ServerCall<Q, R> {
        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(R message) {}

        @Override
        public void close(Status status, Metadata trailers) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aFollowerTakesEntriesUnderItsLock() {
        appends.guard(replica);
        receive(ENTRIES);
        assertThat(held).containsExactly(true);
    }

    @Test
    void heartbeatsAndVotesNeedNoMoreThanTheLibraryDoes() {
        appends.guard(replica);
        receive(HEARTBEAT);
        receive(RequestVoteRequestProto.getDefaultInstance());
        assertThat(held).containsExactly(false, false);
    }

    @Test
    void oneThatMustEndItsLeadershipFirstTakesThemWithout() {
        appends.guard(replica);
        for (RaftPeerRole other : List.of(RaftPeerRole.LEADER, RaftPeerRole.CANDIDATE)) {
            role = other;
            receive(ENTRIES);
        }
        assertThat(held).containsExactly(false, false);
    }

    @Test
    void whatComesBeforeTheReplicaIsKnownPasses() {
        receive(ENTRIES);
        assertThat(held).containsExactly(false);
    }
}
