package dev.jangada.master.ratis;

import dev.jangada.master.replication.Leadership.MasterAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * Converts masters to raft peers. The raft library replicates four addresses for each peer and uses the first alone for
 * what we switch on, so the client address carries our API address, and the data stream address our HTTP address.
 * All peers have equal priority: a leader that is alive is never replaced for being the wrong one.
 */
final class Peers {
    private Peers() {}

    static RaftPeer peer(MasterAddress master) {
        RaftPeer.Builder peer = RaftPeer.newBuilder().setId(master.id()).setAddress(master.raftAddress());
        if (!master.apiAddress().isEmpty()) {
            peer.setClientAddress(master.apiAddress());
        }
        if (!master.httpAddress().isEmpty()) {
            peer.setDataStreamAddress(master.httpAddress());
        }
        return peer.build();
    }

    static MasterAddress master(RaftPeer peer) {
        return new MasterAddress(
                peer.getId().toString(),
                orEmpty(peer.getAddress()),
                orEmpty(peer.getClientAddress()),
                orEmpty(peer.getDataStreamAddress()));
    }

    /** A generation of a cluster is a group of its own: members of different ones never talk to each other. */
    static RaftGroupId groupId(String clusterId, long generation) {
        String name = "jangada:" + clusterId + (generation == 0 ? "" : ":" + generation);
        return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    static RaftGroup group(RaftGroupId id, List<MasterAddress> masters) {
        return RaftGroup.valueOf(id, masters.stream().map(Peers::peer).toList());
    }

    static RaftPeerId id(String master) {
        return RaftPeerId.valueOf(master);
    }

    private static String orEmpty(@Nullable String address) {
        return address == null ? "" : address;
    }
}
