package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.LeaderInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeadershipTransferTest {
    private static final RaftGroupMemberId SELF =
            RaftGroupMemberId.valueOf(RaftPeerId.valueOf("m1"), RaftGroupId.randomId());

    /** A request, the answer that it waits for, and the thread that sent it. */
    private record Sent(TransferLeadershipRequest request, CompletableFuture<RaftClientReply> answer, Thread thread) {}

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    /** The raft library's own side of the interfaces, as far as it is used. */
    private static <T> T library(Class<T> type, Map<String, Function<Object[], Object>> methods) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Function<Object[], Object> known = methods.get(method.getName());
                    if (known == null) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return known.apply(given);
                }));
    }

    private static ServerRpcProto follower(String id, long silentMillis) {
        return ServerRpcProto.newBuilder()
                .setId(RaftPeerProto.newBuilder().setId(RaftPeerId.valueOf(id).toByteString()))
                .setLastRpcElapsedTimeMs(silentMillis)
                .build();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the library returns
    private LeadershipTransfer transfer() {
        RoleInfoProto role = RoleInfoProto.newBuilder()
                .setLeaderInfo(LeaderInfoProto.newBuilder()
                        .addFollowerInfo(follower("m2", 20))
                        .addFollowerInfo(follower("m3", 10)))
                .build();
        DivisionInfo info = library(DivisionInfo.class, Map.of("getRoleInfoProto", given -> role));
        RaftServer.Division division = library(
                RaftServer.Division.class,
                Map.of("getInfo", given -> info, "getId", given -> SELF.getPeerId(), "getMemberId", given -> SELF));
        RaftServer server = library(RaftServer.class, Map.of("transferLeadershipAsync", given -> {
            Sent next =
                    new Sent((TransferLeadershipRequest) given[0], new CompletableFuture<>(), Thread.currentThread());
            sent.add(next);
            return next.answer;
        }));
        return new LeadershipTransfer(server, division, ClientId.randomId(), new AtomicLong(), executor);
    }

    private Sent next() throws InterruptedException {
        Sent next = sent.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static RaftClientReply reply(Sent to, boolean success) {
        RaftClientReply.Builder reply = RaftClientReply.newBuilder().setRequest(to.request);
        return success
                ? reply.setSuccess().build()
                : reply.setException(new TransferLeadershipException("another leads"))
                        .build();
    }

    /** A leader that is elected again answers under the lock of its replica, which every request needs. */
    @Test
    void theNextIsAskedFromAThreadOfOurOwn() throws Exception {
        CompletableFuture<String> leader = transfer().transfer("");
        Sent first = next();
        assertThat(first.request.getNewLeader()).hasToString("m3");
        first.answer.complete(reply(first, false));

        Sent second = next();
        assertThat(second.request.getNewLeader()).hasToString("m2");
        assertThat(second.thread).isNotSameAs(Thread.currentThread());
        second.answer.complete(reply(second, true));
        assertThat(leader.get(30, TimeUnit.SECONDS)).isEqualTo("m2");
    }

    @Test
    void whoWaitsForTheOutcomeHearsOfItInAThreadOfOurOwn() throws Exception {
        CompletableFuture<Thread> told = transfer().transfer("").handle((leader, failure) -> Thread.currentThread());
        Sent first = next();
        first.answer.complete(reply(first, true));
        assertThat(told.get(30, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }
}
