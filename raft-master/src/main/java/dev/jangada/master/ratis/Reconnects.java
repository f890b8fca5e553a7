package dev.jangada.master.ratis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * To which masters this one should connect anew, as nothing comes through: a connection may lead to an address that is
 * another master's by now, or to a machine that is gone without a word, and the raft library would keep it. Pure: time
 * comes in. Not thread-safe. Decision 27.
 */
final class Reconnects {
    static final long SILENCE_MILLIS = 3_000;
    /** Longer than elections take when masters start on a busy machine, so as not to disturb them. */
    static final long LEADERLESS_MILLIS = 10_000;

    static final long PAUSE_MILLIS = 5_000;

    private final Map<RaftPeerId, Long> last = new HashMap<>();
    private long leaderKnownNanos;

    Reconnects(long nowNanos) {
        this.leaderKnownNanos = nowNanos;
    }

    /**
     * Those to connect to now: of a leader the followers that have not answered for {@link #SILENCE_MILLIS}; of others all,
     * when they know of no leader for {@link #LEADERLESS_MILLIS}. None more often than every {@link #PAUSE_MILLIS}.
     *
     * @param role what the raft library says of this master
     * @param isLeaderKnown whether this master leads or knows who does
     * @param others the other masters
     */
    List<RaftPeerId> due(RoleInfoProto role, boolean isLeaderKnown, Collection<RaftPeerId> others, long nowNanos) {
        if (isLeaderKnown) {
            leaderKnownNanos = nowNanos;
        }
        List<RaftPeerId> silent = new ArrayList<>();
        if (role.hasLeaderInfo()) {
            for (ServerRpcProto follower : role.getLeaderInfo().getFollowerInfoList()) {
                if (follower.getLastRpcElapsedTimeMs() >= SILENCE_MILLIS) {
                    silent.add(RaftPeerId.valueOf(follower.getId().getId()));
                }
            }
        } else if (nowNanos - leaderKnownNanos >= TimeUnit.MILLISECONDS.toNanos(LEADERLESS_MILLIS)) {
            silent.addAll(others);
        }
        silent.removeIf(peer ->
                last.containsKey(peer) && nowNanos - last.get(peer) < TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        silent.forEach(peer -> last.put(peer, nowNanos));
        last.keySet().retainAll(others);
        return silent;
    }
}
