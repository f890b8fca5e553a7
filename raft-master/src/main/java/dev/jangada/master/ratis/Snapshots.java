package dev.jangada.master.ratis;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.codec.StateCodec;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.protocol.v1.SavedState;
import dev.jangada.protocol.v1.SnapshotFile;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot files of a replica. A file is there whole or not at all; one that is damaged is never passed over, since
 * the log before it may be gone. Used on the apply thread, and on the starting thread before that; the raft library asks
 * for the latest one on others, too. Writing blocks the apply thread, reading of the state goes on.
 */
final class Snapshots {
    /** The format written, and the latest one understood. */
    static final int FORMAT = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final String clusterId;
    private final SimpleStateMachineStorage storage = new KnownSnapshot();
    private @Nullable RaftStorage raftStorage;

    Snapshots(String clusterId) {
        this.clusterId = clusterId;
    }

    /**
     * The raft library's threads ask for the latest snapshot while there is none yet, and end with a
     * NullPointerException in its own class if one is taken between their look at the directory and this.
     */
    static final class KnownSnapshot extends SimpleStateMachineStorage {
        private @Nullable SingleFileSnapshotInfo latest;

        @Override
        public synchronized @Nullable SingleFileSnapshotInfo updateLatestSnapshot(
                @Nullable SingleFileSnapshotInfo found) {
            if (found != null) {
                latest = super.updateLatestSnapshot(found);
            }
            return latest;
        }
    }

    /** A state as it was read from a file. */
    record Restored(TermIndex place, ClusterState state) {}

    /** Finds the files, and removes what an interrupted write has left. */
    void open(RaftStorage newStorage) throws IOException {
        raftStorage = newStorage;
        storage.init(newStorage);
        Path directory = directory();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, "snapshot.*.tmp")) {
                for (Path leftover : leftovers) {
                    Files.delete(leftover);
                }
            }
        }
        refuseGap();
    }

    private Path directory() {
        return Objects.requireNonNull(raftStorage, "not open")
                .getStorageDir()
                .getStateMachineDir()
                .toPath();
    }

    StateMachineStorage storage() {
        return storage;
    }

    /** The log must go on where the latest snapshot ends; the raft library does not notice if it does not. */
    private void refuseGap() throws IOException {
        SingleFileSnapshotInfo latest = storage.loadLatestSnapshot();
        long next = latest == null ? 0 : latest.getIndex() + 1;
        long first = LogSegments.firstIndex(Objects.requireNonNull(raftStorage, "not open")
                .getStorageDir()
                .getCurrentDir()
                .toPath());
        if (first > next) {
            throw new SnapshotDamagedException(
                    "the log begins at entry " + first + ", and the snapshot that should hold"
                            + " the entries from " + next + " on is missing from " + directory()
                            + ": remove this master from its cluster, and add a new one with another id and an empty"
                            + " directory");
        }
    }

    /** Reads the latest snapshot; null if there is none. */
    @Nullable
    Restored loadLatest() throws IOException {
        SingleFileSnapshotInfo latest = storage.loadLatestSnapshot();
        return latest == null ? null : load(latest);
    }

    private Restored load(SingleFileSnapshotInfo info) throws IOException {
        Path file = info.getFile().getPath();
        MD5Hash digest = info.getFile().getFileDigest();
        if (digest == null) {
            throw damaged(file, "its MD5 file is missing");
        }
        MD5FileUtil.verifySavedMD5(file.toFile(), digest);
        SnapshotFile snapshot;
        try {
            snapshot = SnapshotFile.parseFrom(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (InvalidProtocolBufferException e) {
            throw damaged(file, "it is not a snapshot");
        }
        check(file, info.getTermIndex(), snapshot);
        try {
            ClusterState state = ClusterState.of(StateCodec.decode(SavedState.parseFrom(snapshot.getBody())));
            // Another version of this program may have hashed it differently; the checksum has held in any case.
            boolean sameHash = snapshot.getHashVersion() == ClusterState.HASH_VERSION;
            if (sameHash && state.hash() != snapshot.getStateHash()) {
                throw damaged(file, "its state has another hash than the one noted");
            }
            return new Restored(info.getTermIndex(), state);
        } catch (InvalidProtocolBufferException | MalformedMessageException | RuntimeException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    /** Checks everything but the state itself. */
    void check(Path file, TermIndex place, SnapshotFile snapshot) throws IOException {
        if (snapshot.getFormat() > FORMAT) {
            throw new SnapshotDamagedException("the snapshot " + file + " has format " + snapshot.getFormat()
                    + ", and this version knows formats up to " + FORMAT
                    + " only: start a newer version on this directory");
        }
        if (snapshot.getBodyCrc32C() != crc(snapshot.getBody())) {
            throw damaged(file, "its checksum is wrong");
        }
        if (!snapshot.getClusterId().equals(clusterId)) {
            throw damaged(file, "it is of cluster '" + snapshot.getClusterId() + "', and this is " + clusterId);
        }
        if (snapshot.getIndex() != place.getIndex() || snapshot.getTerm() != place.getTerm()) {
            throw damaged(
                    file, "it says it was taken at entry " + snapshot.getIndex() + " of term " + snapshot.getTerm());
        }
    }

    private static SnapshotDamagedException damaged(Path file, String how) {
        return new SnapshotDamagedException("the snapshot " + file + " is damaged (" + how
                + "): remove this master from its cluster, and add a new one with another id and an empty directory");
    }

    /** Writes the state down; returns the index that is on disk now. */
    long take(TermIndex place, AppliedCore.Frozen frozen) throws IOException {
        if (frozen.index() != place.getIndex()) {
            throw new IllegalStateException("the state is at " + frozen.index() + ", the log at " + place);
        }
        SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
        if (latest != null && latest.getIndex() >= place.getIndex()) {
            return latest.getIndex();
        }
        long begin = System.nanoTime();
        ByteBuffer content = content(place, frozen);
        File file = storage.getSnapshotFile(place.getTerm(), place.getIndex());
        MD5Hash digest = digest(content.duplicate());
        // The digest goes first, so that a snapshot is never there without it.
        MD5FileUtil.saveMD5File(file, digest);
        Path path = file.toPath();
        int bytes = content.remaining();
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        write(temporary, content);
        DurableFiles.rename(temporary, path);
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(path, digest), place));
        LOG.info(
                "took snapshot index={} term={} bytes={} millis={}",
                place.getIndex(),
                place.getTerm(),
                bytes,
                (System.nanoTime() - begin) / 1_000_000);
        return place.getIndex();
    }

    /** Apart from the renaming, and from what else {@link DurableFiles} writes, so that a test can end a master in between. */
    private static void write(Path temporary, ByteBuffer content) throws IOException {
        DurableFiles.write(temporary, content);
    }

    private ByteBuffer content(TermIndex place, AppliedCore.Frozen frozen) throws IOException {
        ByteString body = StateCodec.encode(frozen.image()).toByteString();
        SnapshotFile snapshot = SnapshotFile.newBuilder()
                .setFormat(FORMAT)
                .setClusterId(clusterId)
                .setTerm(place.getTerm())
                .setIndex(place.getIndex())
                .setStateHash(frozen.hash())
                .setHashVersion(ClusterState.HASH_VERSION)
                .setBodyCrc32C(crc(body))
                .setBody(body)
                .build();
        ByteBuffer content = ByteBuffer.allocate(snapshot.getSerializedSize());
        CodedOutputStream out = CodedOutputStream.newInstance(content);
        snapshot.writeTo(out);
        out.flush();
        return content.flip();
    }

    private static MD5Hash digest(ByteBuffer content) {
        var md5 = MD5FileUtil.newMD5();
        md5.update(content);
        return MD5Hash.newInstance(md5.digest());
    }

    private static int crc(ByteString body) {
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : body.asReadOnlyByteBufferList()) {
            crc.update(part);
        }
        return (int) crc.getValue();
    }

    /** Makes a snapshot that the leader sent durable: the raft library renames it into place without syncing it. */
    void syncInstalled() throws IOException {
        Path directory = directory();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                DurableFiles.sync(file);
            }
        }
        DurableFiles.sync(directory);
        DurableFiles.syncParent(directory);
    }
}
