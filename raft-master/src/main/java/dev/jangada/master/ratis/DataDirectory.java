package dev.jangada.master.ratis;

import dev.jangada.master.replication.Introducer;
import dev.jangada.master.replication.Introduction;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master's directory, locked against other processes, after a check that its log may be used or created. The
 * raft library would silently create a log wherever it finds none, and so let a master that has lost its disk vote with
 * an empty memory; the identity file prevents that. Used by the starting
 * thread, then by the watch, and closed by the stopping one.
 *
 * <pre>
 * DIR/lock       held while a master runs
 * DIR/identity   {@link MasterIdentity}
 * DIR/raft/...   what the raft library keeps, snapshots included
 * </pre>
 */
final class DataDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

    private final Path directory;
    private final FileChannel lockFile;
    private final Acquaintances acquaintances;
    private final String start = UUID.randomUUID().toString();
    private volatile MasterIdentity identity;

    private DataDirectory(Path directory, FileChannel lockFile, MasterIdentity identity, Acquaintances acquaintances) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.identity = identity;
        this.acquaintances = acquaintances;
    }

    /**
     * Locks and checks the directory, asks the other masters whether they know a later state of it, and counts the start;
     * writes the identity of a new master.
     */
    static DataDirectory open(RatisConfiguration configuration, Introducer introducer) throws MasterStartException {
        Path directory = configuration.directory().toAbsolutePath();
        FileChannel lockFile = null;
        try {
            Files.createDirectories(directory.resolve("raft"));
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(directory, lockFile);
            boolean hasIdentity = Files.exists(directory.resolve(MasterIdentity.FILE));
            MasterIdentity identity =
                    hasIdentity ? recognized(directory, configuration) : created(directory, configuration, introducer);
            refuseRemoved(directory, identity);
            if (identity.formed() && !hasLog(directory, identity)) {
                throw new MasterStartException(
                        Reason.STORAGE_MISSING,
                        "the log of master " + identity.masterId() + " is missing from " + directory
                                + ", and a master must not forget what it has voted for: remove it from the cluster,"
                                + " and add a new master with another id and an empty directory");
            }
            DataDirectory opened =
                    new DataDirectory(directory, lockFile, identity.atNextBoot(), Acquaintances.in(directory));
            // A start that is refused must not count: so many of them would make an old copy look new.
            opened.introduce(configuration, introducer);
            opened.identity.write(directory);
            return opened;
        } catch (IOException e) {
            release(lockFile);
            throw new MasterStartException(
                    Reason.DIRECTORY_UNUSABLE, "the directory " + directory + " can't be used: " + e, e);
        } catch (MasterStartException e) {
            release(lockFile);
            throw e;
        }
    }

    private static void refuseRemoved(Path directory, MasterIdentity identity) throws MasterStartException {
        if (identity.removed()) {
            throw new MasterStartException(
                    Reason.REMOVED,
                    "master " + identity.masterId() + " was removed from cluster " + identity.clusterId()
                            + ", and can't come back: add a new master with another id and an empty directory; "
                            + directory + " can be deleted");
        }
    }

    /** Locks the directory of a master that does not run, without starting it. */
    static DataDirectory ofStopped(Path given) throws MasterStartException {
        Path directory = given.toAbsolutePath();
        FileChannel lockFile = null;
        try {
            if (!Files.exists(directory.resolve(MasterIdentity.FILE))) {
                throw new MasterStartException(Reason.NOT_INITIALIZED, directory + " holds no master");
            }
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(directory, lockFile);
            MasterIdentity identity = MasterIdentity.read(directory);
            refuseRemoved(directory, identity);
            return new DataDirectory(directory, lockFile, identity, Acquaintances.in(directory));
        } catch (IOException e) {
            release(lockFile);
            throw new MasterStartException(
                    Reason.DIRECTORY_UNUSABLE, "the directory " + directory + " can't be used: " + e, e);
        } catch (MasterStartException e) {
            release(lockFile);
            throw e;
        }
    }

    private void introduce(RatisConfiguration configuration, Introducer introducer)
            throws IOException, MasterStartException {
        Set<String> others = others(configuration);
        acquaintances.all().stream()
                .filter(known -> !known.master().equals(identity.masterId()))
                .forEach(known -> others.add(known.api()));
        if (others.isEmpty()) {
            return;
        }
        Introduction self = introduction(configuration.self().apiAddress(), lastIndex(), false);
        for (Introduction other : introducer.greet(self, others)) {
            DiskCheck.beforeStart(self, other);
            acquaintances.note(other, System.nanoTime());
        }
    }

    private static Set<String> others(RatisConfiguration configuration) {
        Set<String> others = new TreeSet<>();
        configuration.founders().stream()
                .filter(master -> !master.id().equals(configuration.self().id()))
                .filter(master -> !master.apiAddress().isEmpty())
                .forEach(master -> others.add(master.apiAddress()));
        return others;
    }

    /** The last entry of the log; if it can't be read, the raft library will say so better than a comparison could. */
    private long lastIndex() {
        try {
            return new StoppedLog(groupDirectory(identity.generation())).last().getIndex();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the log can't be read before the start", e);
            return Long.MAX_VALUE;
        }
    }

    /** How this master introduces itself. */
    Introduction introduction(String apiAddress, long index, boolean runs) {
        MasterIdentity self = identity;
        return new Introduction(
                self.clusterId(),
                self.masterId(),
                apiAddress.isEmpty() ? "-" : apiAddress,
                self.disk(),
                self.boot(),
                start,
                self.generation(),
                index,
                runs,
                acquaintances.all());
    }

    Acquaintances acquaintances() {
        return acquaintances;
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

    private static MasterIdentity created(Path directory, RatisConfiguration configuration, Introducer introducer)
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
        MasterIdentity identity = new MasterIdentity(
                cluster,
                configuration.self().id(),
                false,
                false,
                MasterIdentity.newDisk(),
                0,
                generation(cluster, configuration, introducer),
                Instant.now(),
                founders);
        identity.write(directory);
        return identity;
    }

    /** Asks the others, who must not know this master, for the generation of the cluster. */
    private static long generation(String cluster, RatisConfiguration configuration, Introducer introducer)
            throws MasterStartException {
        boolean founds = configuration.mode() == StartMode.BOOTSTRAP;
        Set<String> others = others(configuration);
        if (others.isEmpty()) {
            return 0;
        }
        Introduction nobody = new Introduction(
                cluster,
                configuration.self().id(),
                configuration.self().apiAddress(),
                "",
                0,
                "none",
                0,
                -1,
                false,
                List.of());
        long generation = 0;
        List<Introduction> answers = introducer.greet(nobody, others);
        for (Introduction other : answers) {
            DiskCheck.beforeFirstStart(nobody, founds, other);
            generation = Math.max(generation, other.generation());
        }
        if (!founds && answers.isEmpty()) {
            throw new MasterStartException(
                    Reason.NOBODY_ANSWERS,
                    "master " + configuration.self().id() + " is to join cluster " + cluster
                            + ", and none of its masters answers at " + String.join(", ", others)
                            + ": name one that runs");
        }
        return generation;
    }

    /** Whether the raft library has created its storage: it writes this file last. */
    private static boolean hasLog(Path directory, MasterIdentity identity) {
        return Files.exists(groupDirectory(directory, identity, identity.generation())
                .resolve("current")
                .resolve("raft-meta"));
    }

    private static Path groupDirectory(Path directory, MasterIdentity identity, long generation) {
        return directory
                .resolve("raft")
                .resolve(Peers.groupId(identity.clusterId(), generation)
                        .getUuid()
                        .toString());
    }

    /** Where the raft library keeps the log and the snapshots of a generation. */
    Path groupDirectory(long generation) {
        return groupDirectory(directory, identity, generation);
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

    /** Notes that a new generation of the cluster begins with this master alone. */
    void beginGeneration(long generation) throws IOException {
        identity = identity.inGeneration(generation);
        identity.write(directory);
    }

    /** Notes that this master was removed from its cluster, and must not start again. */
    void markRemoved() {
        try {
            identity = identity.whenRemoved();
            identity.write(directory);
        } catch (IOException e) {
            LOG.warn("could not note in {} that this master was removed: {}", directory, e.toString());
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
