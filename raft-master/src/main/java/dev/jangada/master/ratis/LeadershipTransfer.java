package dev.jangada.master.ratis;

import dev.jangada.master.replication.NotLeadingException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives leadership away, to a certain master or to the one that answered last. Thread-safe. */
final class LeadershipTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(LeadershipTransfer.class);
    /** A handover is over after this time, one way or the other. */
    static final long TIMEOUT_MILLIS = 3_000;

    /** Who has not answered for so long is not asked to lead. */
    private static final long SILENT_MILLIS = 1_000;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final ClientId client;
    private final AtomicLong callIds;
    private final Executor executor;

    /**
     * A way to give leadership away.
     *
     * @param executor runs what follows an answer of the raft library. It gives one under the lock of its replica when this
     *     master is elected again at that moment; and whoever asks for a transfer waits for a thread that needs the lock
     */
    LeadershipTransfer(
            RaftServer server, RaftServer.Division division, ClientId client, AtomicLong callIds, Executor executor) {
        this.server = server;
        this.division = division;
        this.client = client;
        this.callIds = callIds;
        this.executor = executor;
    }

    /** Completes with the id of the new leader; {@code to} may be empty. */
    CompletableFuture<String> transfer(String to) {
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        if (!role.hasLeaderInfo()) {
            return CompletableFuture.failedFuture(
                    new NotLeadingException("master " + division.getId() + " does not lead, and can't hand it over"));
        }
        List<RaftPeerId> candidates = to.isEmpty() ? byFreshness(role) : List.of(Peers.id(to));
        if (candidates.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("there is no other master that answers and could lead"));
        }
        if (!to.isEmpty() && division.getRaftConf().getPeer(candidates.get(0)) == null) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("there is no master '" + to + "' in this cluster"));
        }
        return tryEach(candidates, 0);
    }

    private static List<RaftPeerId> byFreshness(RoleInfoProto role) {
        return role.getLeaderInfo().getFollowerInfoList().stream()
                .filter(follower -> follower.getLastRpcElapsedTimeMs() < SILENT_MILLIS)
                .sorted(Comparator.comparingLong(ServerRpcProto::getLastRpcElapsedTimeMs))
                .map(follower -> RaftPeerId.valueOf(follower.getId().getId()))
                .toList();
    }

    private CompletableFuture<String> tryEach(List<RaftPeerId> candidates, int next) {
        RaftPeerId candidate = candidates.get(next);
        CompletableFuture<String> attempt = send(candidate).thenCompose(reply -> outcome(candidate, reply));
        return next + 1 == candidates.size()
                ? attempt
                : attempt.exceptionallyCompose(failure -> tryEach(candidates, next + 1));
    }

    private static CompletableFuture<String> outcome(RaftPeerId candidate, RaftClientReply reply) {
        return reply.isSuccess()
                ? CompletableFuture.completedFuture(candidate.toString())
                : CompletableFuture.failedFuture(new NotLeadingException(
                        "leadership was not handed over to " + candidate + ": " + reply.getException()));
    }

    /** Gives leadership up without naming a successor. Does not wait. */
    void stepDown() {
        var unused = send(null).whenComplete((reply, failure) -> {
            if (failure != null || !reply.isSuccess()) {
                LOG.info(
                        "stepping down failed master={} reason={}",
                        division.getId(),
                        failure != null ? failure.toString() : reply.getException());
            }
        });
    }

    /** Gives leadership away before this master stops, and waits for it, but not for longer than {@code millis}. */
    void handOver(long millis) {
        try {
            String leader = transfer("").get(millis, TimeUnit.MILLISECONDS);
            LOG.info("leadership handed over before stopping master={} leader={}", division.getId(), leader);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("stopping without handing over leadership master={} reason={}", division.getId(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<RaftClientReply> send(@Nullable RaftPeerId newLeader) {
        TransferLeadershipRequest request = new TransferLeadershipRequest(
                client,
                division.getId(),
                division.getMemberId().getGroupId(),
                callIds.incrementAndGet(),
                newLeader,
                TIMEOUT_MILLIS);
        try {
            return server.transferLeadershipAsync(request)
                    .orTimeout(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .whenCompleteAsync((reply, failure) -> {}, executor);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
