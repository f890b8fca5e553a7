package dev.jangada.master.ratis;

import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.NotLeadingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.server.RaftServer;

/**
 * Adds masters to the group and removes them, one at a time; the leader does it. A change that starts from another group
 * than the one at hand when it was asked for is turned away. Thread-safe.
 */
final class Membership {
    /** A new master may have a large snapshot to fetch; one that makes no progress is given up much earlier. */
    private static final long TIMEOUT_MILLIS = 600_000;

    /** A follower answers several times a second. */
    private static final long SILENT_MILLIS = 1_500;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final ClientId client;
    private final AtomicLong callIds;
    private final Executor executor;

    /**
     * The members of a group.
     *
     * @param executor runs what follows an answer of the raft library, which may hold locks when it gives one
     */
    Membership(
            RaftServer server, RaftServer.Division division, ClientId client, AtomicLong callIds, Executor executor) {
        this.server = server;
        this.division = division;
        this.client = client;
        this.callIds = callIds;
        this.executor = executor;
    }

    /** Completes once the new master has caught up and is a member. */
    CompletableFuture<Void> add(MasterAddress master) {
        List<RaftPeer> current = current();
        if (current.stream().anyMatch(peer -> peer.getId().toString().equals(master.id()))) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("master '" + master.id() + "' is in this cluster already"));
        }
        List<RaftPeer> next = new ArrayList<>(current);
        next.add(Peers.peer(master));
        return change(current, next);
    }

    /** Completes once the master is no member any more; its process ends by itself. */
    CompletableFuture<Void> remove(String id) {
        List<RaftPeer> current = current();
        List<RaftPeer> next = current.stream()
                .filter(peer -> !peer.getId().toString().equals(id))
                .toList();
        if (next.size() == current.size()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("there is no master '" + id + "' in this cluster"));
        }
        if (next.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("master '" + id + "' is the last one of this cluster, and must stay"));
        }
        return change(current, next);
    }

    /** The members that were heard a moment ago, the leader included; empty if this one does not lead. */
    List<String> responding() {
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        if (!role.hasLeaderInfo()) {
            return List.of();
        }
        List<String> members =
                current().stream().map(peer -> peer.getId().toString()).toList();
        List<String> responding = new ArrayList<>(List.of(division.getId().toString()));
        role.getLeaderInfo().getFollowerInfoList().stream()
                .filter(follower -> follower.getLastRpcElapsedTimeMs() < SILENT_MILLIS)
                .map(follower -> follower.getId().getId().toStringUtf8())
                .filter(members::contains)
                .forEach(responding::add);
        return responding;
    }

    private List<RaftPeer> current() {
        return List.copyOf(division.getRaftConf().getCurrentPeers());
    }

    private CompletableFuture<Void> change(List<RaftPeer> current, List<RaftPeer> next) {
        SetConfigurationRequest request = new SetConfigurationRequest(
                client,
                division.getId(),
                division.getMemberId().getGroupId(),
                callIds.incrementAndGet(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setServersInCurrentConf(current)
                        .setServersInNewConf(next)
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .build());
        try {
            return server.setConfigurationAsync(request)
                    .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .thenComposeAsync(
                            reply -> reply.isSuccess()
                                    ? CompletableFuture.completedFuture(null)
                                    : CompletableFuture.failedFuture(new NotLeadingException(
                                            "the group of masters was not changed: " + reply.getException())),
                            executor);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
