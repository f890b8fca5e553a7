package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.LeaderInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

class ReconnectsTest {
    private static final RaftPeerId M2 = RaftPeerId.valueOf("m2");
    private static final RaftPeerId M3 = RaftPeerId.valueOf("m3");
    private static final long BEGIN = Long.MAX_VALUE - 1_000_000; // the clock may wrap around

    private final Reconnects reconnects = new Reconnects(BEGIN);

    private List<RaftPeerId> leading(long millis, long silentM2, long silentM3) {
        LeaderInfoProto.Builder leader = LeaderInfoProto.newBuilder()
                .addFollowerInfo(silent(M2, silentM2))
                .addFollowerInfo(silent(M3, silentM3));
        return due(RoleInfoProto.newBuilder().setLeaderInfo(leader).build(), true, millis);
    }

    private static ServerRpcProto silent(RaftPeerId peer, long millis) {
        return ServerRpcProto.newBuilder()
                .setId(RaftPeerProto.newBuilder().setId(peer.toByteString()))
                .setLastRpcElapsedTimeMs(millis)
                .build();
    }

    private List<RaftPeerId> following(long millis, boolean isLeaderKnown) {
        return due(RoleInfoProto.getDefaultInstance(), isLeaderKnown, millis);
    }

    private List<RaftPeerId> due(RoleInfoProto role, boolean isLeaderKnown, long millis) {
        return reconnects.due(role, isLeaderKnown, List.of(M2, M3), BEGIN + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void leaderConnectsAnewToFollowersThatDoNotAnswerAndLetsEachAttemptHaveItsTime() {
        assertThat(leading(0, 2_999, 10)).isEmpty();
        assertThat(leading(10, 3_000, 20)).containsExactly(M2);
        assertThat(leading(5_000, 7_990, 3_000)).containsExactly(M3);
        assertThat(leading(5_010, 8_000, 3_010)).containsExactly(M2);
        assertThat(leading(5_020, 8_010, 3_020)).isEmpty();
    }

    @Test
    void whoKnowsOfNoLeaderConnectsAnewToAll() {
        assertThat(following(9_999, false)).isEmpty();
        assertThat(following(10_000, false)).containsExactly(M2, M3);
        assertThat(following(14_999, false)).isEmpty();
        assertThat(following(15_000, false)).containsExactly(M2, M3);
    }

    @Test
    void whoFollowsConnectsToNobody() {
        assertThat(following(10_000, true)).isEmpty();
        assertThat(following(19_999, false)).isEmpty();
        assertThat(following(20_000, false)).containsExactly(M2, M3);
    }

    @Test
    void newLeaderHasKnownOfOneAllTheTime() {
        assertThat(leading(60_000, 0, 0)).isEmpty();
        assertThat(following(69_999, false)).isEmpty();
    }
}
