package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.coordinator.Reply;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Fatal;
import dev.jangada.protocol.v1.LogEntry;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinatorStateMachineTest {
    private final ClientId local = ClientId.randomId();
    private final FatalRecorder fatal = new FatalRecorder();
    private final AppliedCore core = new AppliedCore(LogBytes.CLUSTER);
    private final Proposals proposals = new Proposals(Runnable::run, 10);
    private final LeadershipTracker tracker = new LeadershipTracker(Runnable::run);
    private final CoordinatorStateMachine machine = new CoordinatorStateMachine(
            "m1",
            local,
            core,
            new Snapshots(LogBytes.CLUSTER),
            proposals,
            tracker,
            new CoordinatorStateMachine.Ends(Path.of("/var/lib/m1"), () -> 5, fatal));

    private TransactionContext committed(long term, long index, LogEntry entry) {
        return TransactionContext.newBuilder()
                .setStateMachine(machine)
                .setLogEntry(LogBytes.raftEntry(term, index, entry.toByteArray()))
                .setServerRole(RaftPeerRole.FOLLOWER)
                .build();
    }

    @Test
    void proposerGetsTheDecisionsOfItsBatch() {
        CompletableFuture<Applied> future = Objects.requireNonNull(proposals.add(2, 1));
        assertThat(machine.applyTransaction(committed(2, 1, LogBytes.entry(2, TestGroup.registration("w1")))))
                .isCompleted();
        assertThat(machine.getLastAppliedTermIndex()).isEqualTo(TermIndex.valueOf(2, 1));
        assertThat(future)
                .isCompletedWithValueMatching(applied ->
                        applied.index() == 1 && applied.decisions().get(0).reply() instanceof Reply.WorkerAccepted);
    }

    @Test
    void proposerOfAStaleBatchLearnsThatItWasRefused() {
        CompletableFuture<Applied> future = Objects.requireNonNull(proposals.add(2, 1));
        assertThat(machine.applyTransaction(committed(3, 7, LogBytes.entry(2, TestGroup.registration("w1")))))
                .isCompleted();
        assertThat(machine.getLastAppliedTermIndex()).isEqualTo(TermIndex.valueOf(3, 7));
        assertThat(future)
                .isCompletedWithValueMatching(applied ->
                        applied.term() == 3 && applied.decisions().get(0).reply() instanceof Reply.Refused);
    }

    @Test
    @Tag("scenario:input-unappliable-command")
    void whatCannotBeAppliedEndsTheMasterAndIsNotCountedAsApplied() {
        LogEntry newer = LogBytes.entry(2, TestGroup.registration("w1")).toBuilder()
                .setFormat(9)
                .build();
        assertThat(machine.applyTransaction(committed(2, 1, LogBytes.entry(2, TestGroup.registration("w1")))))
                .isCompleted();
        assertThatThrownBy(() -> machine.applyTransaction(committed(2, 2, newer)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(fatal.ends())
                .singleElement()
                .asString()
                .startsWith(Fatal.INVARIANT_BROKEN + " master m1 could not apply log entry 2 of term 2");
        assertThat(machine.getLastAppliedTermIndex().getIndex()).isEqualTo(1);
        assertThatThrownBy(machine::takeSnapshot).hasMessageContaining("must not be written down");
    }

    @Test
    @Tag("scenario:storage-fsync-error")
    void aLogThatCannotBeWrittenEndsTheMaster() {
        var entry = LogBytes.raftEntry(2, 9, new byte[0]);
        machine.notifyLogFailed(new ClosedByInterruptException(), entry);
        assertThat(fatal.ends()).as("a log that is being closed").isEmpty();
        machine.notifyLogFailed(new IOException("Input/output error"), entry);
        assertThat(fatal.ends())
                .singleElement()
                .asString()
                .isEqualTo(Fatal.STORAGE_LOST + " master m1 could not write log entry 9 of term 2 in /var/lib/m1"
                        + " (Input/output error): check the disk, and start the master again");
    }

    /** The raft library wraps what the disk said. */
    @ParameterizedTest
    @CsvSource({
        "No space left on device, free some space there",
        "Disk quota exceeded, free some space there",
        "Read-only file system, 'check the disk, mount it writable'"
    })
    void theSentenceOfALostDiskNamesDirectoryCauseAndRemedy(String reason, String remedy) {
        machine.notifyLogFailed(
                new IOException("Log already failed at index 8", new IOException(reason)),
                LogBytes.raftEntry(2, 9, new byte[0]));
        assertThat(fatal.ends())
                .singleElement()
                .asString()
                .contains("in /var/lib/m1 (" + reason + "): " + remedy + ", and start the master again");
    }

    /** Its directory is about to be replaced. */
    @Test
    void noSnapshotIsTakenWhileOneOfTheLeadersIsInstalled() throws Exception {
        machine.getLifeCycle().startAndTransition(() -> {});
        assertThat(machine.applyTransaction(committed(2, 1, LogBytes.entry(2, TestGroup.registration("w1")))))
                .isCompleted();
        machine.pause();
        assertThat(machine.takeSnapshot()).isEqualTo(RaftLog.INVALID_LOG_INDEX);
    }

    @Test
    void whoSawNoSnapshotLearnsOfOneThatWasTakenMeanwhile() {
        Snapshots.KnownSnapshot storage = new Snapshots.KnownSnapshot();
        assertThat(storage.updateLatestSnapshot(null)).isNull();
        SingleFileSnapshotInfo taken =
                new SingleFileSnapshotInfo(new FileInfo(Path.of("snapshot.1_49"), null), TermIndex.valueOf(1, 49));
        storage.updateLatestSnapshot(taken);
        assertThat(storage.updateLatestSnapshot(null)).isSameAs(taken);
    }

    @Test
    void nobodyElseWritesToTheLog() throws Exception {
        assertThat(machine.startTransaction(write(local)).getException()).isNull();
        assertThat(machine.startTransaction(write(ClientId.randomId())).getException())
                .hasMessageContaining("only the leading master");
    }

    private static RaftClientRequest write(ClientId client) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(RaftPeerId.valueOf("m1"))
                .setGroupId(RaftGroupId.randomId())
                .setCallId(1)
                .setMessage(Message.valueOf("entry"))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }

    @Test
    void leadershipComesAndGoesWithTheLibrarysWord() throws Exception {
        LeadershipLog log = new LeadershipLog();
        tracker.listen(log);
        CompletableFuture<Applied> future = Objects.requireNonNull(proposals.add(4, 1));
        machine.notifyConfigurationChanged(
                4, 1, org.apache.ratis.proto.RaftProtos.RaftConfigurationProto.getDefaultInstance());
        machine.notifyLeaderReady();
        assertThat(tracker.readyTerm()).isEqualTo(4);
        assertThat(log.last().outageMillis()).isEqualTo(5);
        machine.notifyNotLeader(java.util.List.of());
        assertThat(tracker.readyTerm()).isZero();
        assertThat(future).isCompletedExceptionally();
    }
}
