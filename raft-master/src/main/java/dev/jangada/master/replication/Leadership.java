package dev.jangada.master.replication;

import java.util.List;
import java.util.Optional;

/**
 * A master's view of its raft group.
 *
 * @param self id of this master
 * @param role its role now
 * @param term current term
 * @param leader id of the leader, if known
 * @param leaderReady whether this master leads and has caught up; only then it may answer for the cluster
 * @param appliedIndex last log index applied here
 * @param commitIndex last log index known to be committed
 * @param alive whether the raft division still works; false means that the process must end
 * @param masters all masters of the group
 */
public record Leadership(
        String self,
        Role role,
        long term,
        Optional<MasterAddress> leader,
        boolean leaderReady,
        long appliedIndex,
        long commitIndex,
        boolean alive,
        List<MasterAddress> masters) {
    /** Raft role. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE
    }

    /** One master: id, and {@code host:port} of its three services; {@code httpAddress} is empty if it has none. */
    public record MasterAddress(String id, String raftAddress, String apiAddress, String httpAddress) {}
}
