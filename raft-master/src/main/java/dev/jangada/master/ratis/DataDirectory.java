package dev.jangada.master.ratis;

import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A master's directory, locked against other processes, after a check that its log may be used or created. The
 * raft library would silently create a log wherever it finds none, and so let a master that has lost its disk vote with
 * an empty memory; the identity file prevents that. Used by the starting thread, then closed by the stopping one.
 *
 * <pre>
 * DIR/lock       held while a master runs
 * DIR/identity   {@link MasterIdentity}
 * DIR/raft/...   what the raft library keeps, snapshots included
 * </pre>
 */
final class DataDirectory {
    private final Path directory;
    private final FileChannel lockFile;
    private MasterIdentity identity;

    private DataDirectory(Path directory, FileChannel lockFile, MasterIdentity identity) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.identity = identity;
    }

    /** Locks and checks the directory; writes the identity of a new master. */
    static DataDirectory open(RatisConfiguration configuration) throws MasterStartException {
        Path directory = configuration.directory().toAbsolutePath();
        FileChannel lockFile = null;
        try {
            Files.createDirectories(directory.resolve("raft"));
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(directory, lockFile);
            boolean hasIdentity = Files.exists(directory.resolve(MasterIdentity.FILE));
            MasterIdentity identity =
                    hasIdentity ? recognized(directory, configuration) : created(directory, configuration);
            if (identity.formed() && !hasLog(directory, identity.clusterId())) {
                throw new MasterStartException(
                        Reason.STORAGE_MISSING,
                        "the log of master " + identity.masterId() + " is missing from " + directory
                                + ", and a master must not forget what it has voted for: remove it from the cluster,"
                                + " and add a new master with another id and an empty directory");
            }
            return new DataDirectory(directory, lockFile, identity);
        } catch (IOException e) {
            release(lockFile);
            throw new MasterStartException(
                    Reason.DIRECTORY_UNUSABLE, "the directory " + directory + " can't be used: " + e, e);
        } catch (MasterStartException e) {
            release(lockFile);
            throw e;
        }
    }

    private static void lock(Path directory, FileChannel lockFile) throws IOException, MasterStartException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new MasterStartException(
                    Reason.DIRECTORY_IN_USE,
                    "another master runs in " + directory + ": stop it, or give this one a directory of its own");
        }
    }

    private static MasterIdentity recognized(Path directory, RatisConfiguration configuration)
            throws IOException, MasterStartException {
        MasterIdentity identity = MasterIdentity.read(directory);
        String cluster = configuration.clusterId();
        if (cluster != null && !cluster.equals(identity.clusterId())) {
            throw new MasterStartException(
                    Reason.WRONG_CLUSTER,
                    directory + " belongs to cluster " + identity.clusterId() + ", not to " + cluster
                            + ": name that cluster, or give this master an empty directory");
        }
        if (!identity.masterId().equals(configuration.self().id())) {
            throw new MasterStartException(
                    Reason.WRONG_MASTER,
                    directory + " belongs to master " + identity.masterId() + ", not to "
                            + configuration.self().id() + ": each master needs a directory of its own");
        }
        return identity;
    }

    private static MasterIdentity created(Path directory, RatisConfiguration configuration)
            throws IOException, MasterStartException {
        if (!isEmpty(directory.resolve("raft"))) {
            throw new MasterStartException(
                    Reason.IDENTITY_MISSING,
                    directory + " holds a raft log, but no identity that says whose: restore the file "
                            + MasterIdentity.FILE + ", or give this master an empty directory");
        }
        if (configuration.mode() == StartMode.RESTART) {
            throw new MasterStartException(
                    Reason.NOT_INITIALIZED,
                    directory + " holds no master yet: found a new cluster with --bootstrap, or add this master to a"
                            + " running one with --join; if a master was here before, its disk is not mounted");
        }
        String cluster = configuration.clusterId();
        if (cluster == null) {
            throw new MasterStartException(
                    Reason.INVALID_CONFIGURATION, "a new master must be told the name of its cluster");
        }
        List<MasterAddress> founders =
                configuration.mode() == StartMode.BOOTSTRAP ? configuration.founders() : List.of();
        MasterIdentity identity =
                new MasterIdentity(cluster, configuration.self().id(), false, Instant.now(), founders);
        identity.write(directory);
        return identity;
    }

    /** Whether the raft library has created its storage: it writes this file last. */
    private static boolean hasLog(Path directory, String clusterId) {
        return Files.exists(
                groupDirectory(directory, clusterId).resolve("current").resolve("raft-meta"));
    }

    private static Path groupDirectory(Path directory, String clusterId) {
        return directory
                .resolve("raft")
                .resolve(Peers.groupId(clusterId).getUuid().toString());
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    MasterIdentity identity() {
        return identity;
    }

    /** Where the raft library keeps its files. */
    Path raftDirectory() {
        return directory.resolve("raft");
    }

    /** Notes that the log was created: from now on a missing log means that it was lost. */
    void markFormed() throws IOException {
        if (!identity.formed()) {
            identity = identity.whenFormed();
            identity.write(directory);
        }
    }

    /** Lets others use the directory. */
    void closeQuietly() {
        release(lockFile);
    }

    private static void release(@Nullable FileChannel lockFile) {
        if (lockFile != null) {
            try {
                lockFile.close();
            } catch (IOException e) {
                // The exception that made us release it says what matters; the lock ends with the process.
                return;
            }
        }
    }
}
