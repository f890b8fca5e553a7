package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.StateDigest;
import dev.jangada.protocol.v1.LogEntry;
import dev.jangada.protocol.v1.LoggedCommand;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AppliedCoreTest {
    private final AppliedCore core = new AppliedCore(LogBytes.CLUSTER);
    private final Command register = TestGroup.registration("w1");

    private List<Reply> apply(long term, long index, LogEntry entry) {
        return core.apply(new AppliedCore.Place(term, index), LogBytes.bytes(entry)).decisions().stream()
                .map(decision -> decision.reply())
                .toList();
    }

    @Test
    void batchOfTheTermIsApplied() {
        assertThat(apply(2, 1, LogBytes.entry(2, register, TestGroup.registration("w2"))))
                .hasSize(2)
                .allMatch(reply -> reply instanceof Reply.WorkerAccepted);
        int workers = core.read(state -> state.workers().size());
        assertThat(workers).isEqualTo(2);
        assertThat(core.appliedIndex()).isEqualTo(1);
    }

    @Test
    void batchOfAnotherTermIsRefusedWholeAndChangesNothing() {
        long before = core.digest().hash();
        List<Reply> replies = apply(3, 1, LogBytes.entry(2, register, register));
        assertThat(replies)
                .hasSize(2)
                .allSatisfy(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                Reply.Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo(Refusal.STALE_TERM)));
        assertThat(core.digest()).isEqualTo(new StateDigest(1, before));
    }

    @Test
    void batchOfAnotherClusterIsRefusedWholeAndChangesNothing() {
        long before = core.digest().hash();
        LogEntry entry =
                LogBytes.entry(2, register).toBuilder().setClusterId("other").build();
        assertThat(apply(2, 1, entry)).singleElement().isInstanceOf(Reply.Refused.class);
        assertThat(core.digest().hash()).isEqualTo(before);
    }

    @Test
    @Tag("scenario:input-unappliable-command")
    void malformedCommandIsRefusedAndTheRestOfItsBatchIsApplied() {
        LogEntry entry = LogBytes.entry(2, register).toBuilder()
                .addCommands(0, LoggedCommand.getDefaultInstance())
                .build();
        List<Reply> replies = apply(2, 1, entry);
        assertThat(replies.get(0))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(Refusal.INVALID));
        assertThat(replies.get(1)).isInstanceOf(Reply.WorkerAccepted.class);
    }

    @Test
    void noiseIsPassedOver() {
        AppliedCore.Outcome outcome =
                core.apply(new AppliedCore.Place(2, 1), ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xFF, 1}));
        assertThat(outcome.decisions()).isEmpty();
        assertThat(core.appliedIndex()).isEqualTo(1);
    }

    @Test
    @Tag("scenario:input-unappliable-command")
    void entryOfANewerVersionBreaksTheReplicaForGood() {
        LogEntry entry = LogBytes.entry(2, register).toBuilder()
                .setFormat(LogEntryCodec.FORMAT + 1)
                .build();
        assertThatThrownBy(() -> apply(2, 1, entry)).hasMessageContaining("start a newer version");
        assertThatThrownBy(() -> apply(2, 2, LogBytes.entry(2, register))).hasMessageContaining("broke");
        assertThatThrownBy(core::freeze).hasMessageContaining("broken");
    }

    @Test
    void entryIsNeverAppliedTwice() {
        apply(2, 5, LogBytes.entry(2, register));
        assertThatThrownBy(() -> apply(2, 5, LogBytes.entry(2, register))).hasMessageContaining("after entry 5");
    }

    @Test
    void restoredStateHasTheHashOfTheFrozenOne() {
        apply(2, 1, LogBytes.entry(2, register));
        AppliedCore.Frozen frozen = core.freeze();
        AppliedCore other = new AppliedCore(LogBytes.CLUSTER);
        other.restore(ClusterState.of(frozen.image()), new AppliedCore.Place(2, frozen.index()));
        assertThat(other.digest()).isEqualTo(core.digest());
        assertThat(frozen.hash()).isEqualTo(core.digest().hash());
    }
}
