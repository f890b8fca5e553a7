package dev.jangada.master.ratis;

import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.FollowerInfoProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;

/**
 * When this master last heard of a leader, on its monotonic clock. The raft library knows it only as long as the master
 * follows, and forgets it with the first election, so it is sampled. Guarded by itself.
 */
final class LeaderSigns {
    private boolean heard;
    private long lastNanos;

    /** Takes a sample of the raft library's own view at {@code nowNanos}. */
    synchronized void sample(RoleInfoProto role, boolean leaderKnown, boolean leadsAndIsReady, long nowNanos) {
        switch (role.getRole()) {
            case LEADER -> {
                // Until it is ready, an elected leader is part of the outage.
                if (leadsAndIsReady) {
                    remember(nowNanos);
                }
            }
            case FOLLOWER -> {
                FollowerInfoProto follower = role.getFollowerInfo();
                if (leaderKnown && follower.hasLeaderInfo()) {
                    long elapsed = follower.getLeaderInfo().getLastRpcElapsedTimeMs();
                    remember(nowNanos - TimeUnit.MILLISECONDS.toNanos(elapsed));
                }
            }
            default -> {
                // A candidate hears of no leader.
            }
        }
    }

    private void remember(long nanos) {
        if (!heard || nanos - lastNanos > 0) {
            heard = true;
            lastNanos = nanos;
        }
    }

    /** How long ago the last sign was; 0 if there never was one. */
    synchronized long silentMillis(long nowNanos) {
        return heard ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(nowNanos - lastNanos)) : 0;
    }
}
