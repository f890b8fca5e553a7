package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between a master and its start, each with its own sentence. */
class MasterStartIT {
    @TempDir
    Path base;

    private static Reason refusal(RatisConfiguration configuration) {
        MasterStartException refused = catchThrowableOfType(
                MasterStartException.class, () -> RatisNode.start(configuration).close());
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).matches("(?s).{40,500}").doesNotContain("Exception");
        return refused.reason();
    }

    private TestGroup withData() throws Exception {
        return withData(30);
    }

    private TestGroup withData(int workers) throws Exception {
        TestGroup group = TestGroup.started(base, 1, RaftTuning.single().withSnapshots(10, 0, 8 << 10));
        group.registerMany("w", workers);
        group.close();
        return group;
    }

    @Test
    void emptyDirectoryNeedsAnExplicitAct() {
        TestGroup group = new TestGroup(base, 1, RaftTuning.single());
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.NOT_INITIALIZED);
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.NOT_INITIALIZED);
    }

    @Test
    @Tag("scenario:master-foreign-disk")
    void directoryOfAnotherClusterIsRefused() throws Exception {
        TestGroup group = withData();
        RatisConfiguration own = group.configuration("m1", StartMode.BOOTSTRAP);
        assertThat(refusal(with(own, "other", own.self()))).isEqualTo(Reason.WRONG_CLUSTER);
    }

    @Test
    void directoryOfAnotherMasterIsRefused() throws Exception {
        TestGroup group = withData();
        RatisConfiguration own = group.configuration("m1", StartMode.RESTART);
        MasterAddress other = new MasterAddress("m9", own.self().raftAddress(), "", "");
        assertThat(refusal(with(own, group.clusterId, other))).isEqualTo(Reason.WRONG_MASTER);
    }

    private static RatisConfiguration with(RatisConfiguration own, @Nullable String cluster, MasterAddress self) {
        return new RatisConfiguration(
                cluster, self, List.of(self), own.directory(), own.mode(), null, own.tuning(), own.fatal());
    }

    @Test
    void directoryInUseIsRefused() throws Exception {
        try (TestGroup group = TestGroup.started(base, 1, RaftTuning.single())) {
            assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.DIRECTORY_IN_USE);
            group.register("still works");
        }
    }

    @Test
    @Tag("scenario:master-empty-disk")
    void masterThatHasLostItsLogIsRefused() throws Exception {
        TestGroup group = withData();
        delete(group.directory("m1").resolve("raft"));
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.STORAGE_MISSING);
        assertThat(refusal(group.configuration("m1", StartMode.BOOTSTRAP))).isEqualTo(Reason.STORAGE_MISSING);
    }

    @Test
    void logWithoutIdentityIsRefused() throws Exception {
        TestGroup group = withData();
        Files.delete(group.directory("m1").resolve("identity"));
        assertThat(refusal(group.configuration("m1", StartMode.BOOTSTRAP))).isEqualTo(Reason.IDENTITY_MISSING);
    }

    @Test
    void damagedIdentityIsRefused() throws Exception {
        TestGroup group = withData();
        Path identity = group.directory("m1").resolve("identity");
        Files.writeString(identity, "format: 1\nnonsense\n");
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.STORAGE_DAMAGED);
        Files.writeString(identity, "format: 2\n");
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.NEWER_FORMAT);
    }

    @Test
    @Tag("scenario:storage-bit-flip-snapshot")
    void damagedSnapshotIsRefused() throws Exception {
        TestGroup group = withData();
        Path snapshot = RatisRecoveryIT.newestSnapshot(group.directory("m1"));
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.STORAGE_DAMAGED);
    }

    @Test
    void missingSnapshotIsRefusedWhenTheLogBeforeItIsGone() throws Exception {
        TestGroup group = withData(200);
        Path snapshot = RatisRecoveryIT.newestSnapshot(group.directory("m1"));
        delete(snapshot.getParent());
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.STORAGE_DAMAGED);
    }

    @Test
    @Tag("scenario:storage-bit-flip-log-middle")
    void flippedBitInTheLogIsRefused() throws Exception {
        TestGroup group = TestGroup.started(base, 1, RaftTuning.single());
        group.registerMany("w", 30);
        Path current = group.leader()
                .division()
                .getRaftStorage()
                .getStorageDir()
                .getCurrentDir()
                .toPath();
        group.close();
        Path log = current.resolve("log_inprogress_0");
        byte[] bytes = Files.readAllBytes(log);
        bytes[600] ^= 1;
        Files.write(log, bytes);
        assertThat(refusal(group.configuration("m1", StartMode.RESTART))).isEqualTo(Reason.STORAGE_DAMAGED);
    }

    @Test
    void portInUseIsRefused() throws Exception {
        TestGroup group = new TestGroup(base, 1, RaftTuning.single());
        int port = HostAndPort.parse(group.address("m1").raftAddress()).port();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThat(refusal(group.configuration("m1", StartMode.BOOTSTRAP))).isEqualTo(Reason.ADDRESS_UNAVAILABLE);
        }
        RatisNode.start(group.configuration("m1", StartMode.BOOTSTRAP)).close();
    }

    @Test
    void foundersWithDifferentListsHaveDifferentClusters() {
        TestGroup group = new TestGroup(base, 3, RaftTuning.cluster());
        assertThat(RatisConfiguration.clusterId("a", group.masters)).startsWith("a-");
        assertThat(RatisConfiguration.clusterId("a", group.masters))
                .isNotEqualTo(RatisConfiguration.clusterId("a", group.masters.subList(0, 2)))
                .isNotEqualTo(RatisConfiguration.clusterId("b", group.masters));
        assertThatThrownBy(() -> RatisConfiguration.clusterId("../a", group.masters))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void delete(@Nullable Path directory) throws IOException {
        assertThat(directory).isNotNull();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
