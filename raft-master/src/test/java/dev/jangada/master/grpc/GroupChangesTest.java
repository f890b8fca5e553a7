package dev.jangada.master.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.protocol.v1.MasterInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupChangesTest {
    private static final MasterAddress GONE = new MasterAddress("m2", "127.0.0.1:1", "127.0.0.1:1", "");
    private static final MasterAddress NEW = new MasterAddress("m4", "127.0.0.1:2", "127.0.0.1:2", "");

    private final FakeReplicatedCore core = new FakeReplicatedCore();
    private final FakeMasterGroup group = new FakeMasterGroup();
    private final PeerCalls peers = new PeerCalls(
            "test", core, () -> MasterInfo.newBuilder().setId("m1").build());
    private final GroupChanges changes = new GroupChanges(core, group, peers, () -> {});

    @AfterEach
    void close() {
        peers.close();
    }

    private static GroupChanges.Progress of(CompletableFuture<GroupChanges.Progress> progress) throws Exception {
        return progress.get(20, TimeUnit.SECONDS);
    }

    @Test
    void masterThatIsNoMemberIsRemovedAlready() throws Exception {
        assertThat(of(changes.remove("m9")).done()).isTrue();
        assertThat(group.asked).isEmpty();
    }

    @Test
    void onlyMasterStays() {
        assertThatThrownBy(() -> of(changes.remove("m1"))).hasMessageContaining("m1 is the only one");
        assertThat(group.asked).isEmpty();
    }

    @Test
    void newMasterIsWaitedForUntilItAnswers() throws Exception {
        GroupChanges.Progress progress = of(changes.add(NEW));
        assertThat(progress.done()).isFalse();
        assertThat(progress.state()).contains("no master answers at 127.0.0.1:2 yet", "--join");
        assertThat(group.asked).isEmpty();
    }

    @Test
    void newMasterNeedsAnIdAndAddressesOfItsOwn() throws Exception {
        assertThat(of(changes.add(FakeReplicatedCore.SELF)).done()).isTrue();
        MasterAddress self = FakeReplicatedCore.SELF;
        assertThatThrownBy(() -> of(changes.add(new MasterAddress("m1", "127.0.0.1:9", "127.0.0.1:9", ""))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("there is a master m1 already");
        assertThatThrownBy(() -> of(changes.add(new MasterAddress("m4", self.raftAddress(), "127.0.0.1:9", ""))))
                .hasMessageContaining("another master has an address of m4");
    }

    @Test
    void changeGoesOnWhileItIsAskedForAndItsEndIsToldOnce() throws Exception {
        core.join(GONE);
        assertThat(of(changes.remove("m2")).done()).isFalse();
        assertThat(of(changes.remove("m2")).done()).isFalse();
        assertThat(group.asked).isEqualTo(List.of("remove m2"));
        group.change.completeExceptionally(new IllegalStateException("the disk is on fire"));
        assertThatThrownBy(() -> of(changes.remove("m2")))
                .hasMessageContaining("could not remove m2: the disk is on fire; it can be repeated");
        group.change = new CompletableFuture<>();
        assertThat(of(changes.remove("m2")).done()).isFalse();
        group.change.complete(null);
        assertThat(of(changes.remove("m2")).done()).isTrue();
    }

    @Test
    void nobodyIsRemovedWhileTheOthersAreNoMajority() {
        core.join(GONE, new MasterAddress("m3", "127.0.0.1:3", "127.0.0.1:3", ""));
        // m3 was heard a moment ago, but is dead by now.
        assertThatThrownBy(() -> of(changes.remove("m2")))
                .hasMessageContaining("of the 2 masters that would be left only 1 answer");
        assertThat(group.asked).isEmpty();
    }
}
