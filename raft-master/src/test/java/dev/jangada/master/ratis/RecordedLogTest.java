package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.codec.GoldenFiles;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.master.codec.StateCodec;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.protocol.v1.SavedState;
import dev.jangada.protocol.v1.SnapshotFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logs of real clusters give the state that they gave then, and their snapshots are read. A log is recorded from the
 * directory of a stopped master with {@code -Dgolden.record=DIR/raft/UUID -Dgolden.name=NAME -Dgolden.update=true}.
 */
class RecordedLogTest {
    private static final String KIND = "recorded";

    @BeforeAll
    static void record() throws Exception {
        String group = System.getProperty("golden.record", "");
        if (group.isEmpty()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        new StoppedLog(Path.of(group)).read(entry -> {
            if (entry.hasStateMachineLogEntry()) {
                write(
                        out,
                        entry.getTerm(),
                        entry.getIndex(),
                        entry.getStateMachineLogEntry().getLogData().toByteArray());
            }
        });
        Path version = GoldenFiles.version(KIND, System.getProperty("golden.name", "unnamed"));
        GoldenFiles.createIfAsked(version.resolve("log.bin"), bytes.toByteArray());
        AppliedCore core = new AppliedCore(clusterOf(version));
        replay(version, core);
        AppliedCore.Frozen frozen = core.freeze();
        ByteString body = StateCodec.encode(frozen.image()).toByteString();
        SnapshotFile snapshot = SnapshotFile.newBuilder()
                .setFormat(Snapshots.FORMAT)
                .setClusterId(clusterOf(version))
                .setIndex(frozen.index())
                .setStateHash(frozen.hash())
                .setHashVersion(ClusterState.HASH_VERSION)
                .setBody(body)
                .build();
        GoldenFiles.createIfAsked(version.resolve("snapshot.bin"), snapshot.toByteArray());
    }

    private static void write(DataOutputStream out, long term, long index, byte[] entry) {
        try {
            out.writeLong(term);
            out.writeLong(index);
            out.writeInt(entry.length);
            out.write(entry);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<Path> logs() throws Exception {
        return GoldenFiles.versions(KIND).stream();
    }

    private static DataInputStream open(Path log) throws IOException {
        return new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(log.resolve("log.bin"))));
    }

    private static String clusterOf(Path log) throws Exception {
        DataInputStream in = open(log);
        in.skipNBytes(16);
        return LogEntryCodec.parse(ByteBuffer.wrap(in.readNBytes(in.readInt()))).getClusterId();
    }

    private static void replay(Path log, AppliedCore core) throws IOException {
        DataInputStream in = open(log);
        while (in.available() > 0) {
            AppliedCore.Place place = new AppliedCore.Place(in.readLong(), in.readLong());
            core.apply(place, ByteBuffer.wrap(in.readNBytes(in.readInt())));
        }
    }

    @ParameterizedTest
    @MethodSource("logs")
    @Tag("scenario:master-log-replay")
    void recordedLogGivesTheRecordedState(Path log) throws Exception {
        AppliedCore core = new AppliedCore(clusterOf(log));
        replay(log, core);
        AppliedCore.Frozen frozen = core.freeze();
        GoldenFiles.check(
                log.resolve("state.txt"),
                "index " + frozen.index() + "\nhash " + HexFormat.of().toHexDigits(frozen.hash()) + " of version "
                        + ClusterState.HASH_VERSION + "\n" + frozen.image());
    }

    @ParameterizedTest
    @MethodSource("logs")
    void recordedSnapshotIsReadAsItWasMeant(Path log) throws Exception {
        SnapshotFile snapshot = SnapshotFile.parseFrom(Files.readAllBytes(log.resolve("snapshot.bin")));
        ClusterImage image = StateCodec.decode(SavedState.parseFrom(snapshot.getBody()));
        assertThat(snapshot.getFormat()).isLessThanOrEqualTo(Snapshots.FORMAT);
        if (snapshot.getHashVersion() == ClusterState.HASH_VERSION) {
            assertThat(ClusterState.of(image).hash()).isEqualTo(snapshot.getStateHash());
        }
        GoldenFiles.check(log.resolve("snapshot.txt"), image.toString());
    }

    @Test
    void snapshotOfALaterFormatIsRefusedWithASentence() {
        SnapshotFile later =
                SnapshotFile.newBuilder().setFormat(Snapshots.FORMAT + 1).build();
        assertThatThrownBy(() -> new Snapshots("test").check(Path.of("snapshot.1_2"), TermIndex.valueOf(1, 2), later))
                .isInstanceOf(SnapshotDamagedException.class)
                .hasMessageContaining("snapshot.1_2 has format " + (Snapshots.FORMAT + 1))
                .hasMessageContaining("start a newer version on this directory");
    }
}
