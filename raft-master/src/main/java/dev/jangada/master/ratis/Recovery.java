package dev.jangada.master.ratis;

import dev.jangada.coordinator.Generations;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * Makes a master whose cluster has lost its majority for good the only member of a new generation of it, while no master
 * runs. Everything in its log counts from then on, committed or not; what only others held is lost. Interrupted anywhere,
 * it can be repeated; until it is complete the master does not start.
 *
 * <p>The raft library keeps a group in a directory named after the group's id, which is another one in each generation;
 * so the old group's members and the new one never talk to each other. The configuration file that the raft library reads
 * before the log names the survivor alone, for an index after the last entry of the log.
 */
public final class Recovery implements AutoCloseable {
    private final DataDirectory directory;
    private final Path from;
    private final Path to;
    private final TermIndex last;
    private final RaftPeerProto self;
    private final List<String> others;
    private final long generation;

    private Recovery(
            DataDirectory directory, Path from, Path to, TermIndex last, RaftPeerProto self, List<String> others) {
        this.directory = directory;
        this.from = from;
        this.to = to;
        this.last = last;
        this.self = self;
        this.others = others;
        this.generation = directory.identity().generation() + 1;
    }

    /**
     * Locks a master's directory and reads all of its log; changes nothing.
     *
     * @throws MasterStartException when the master runs, or its directory does not allow it; a sentence with the remedy
     */
    public static Recovery prepare(Path directory) throws MasterStartException {
        DataDirectory data = DataDirectory.ofStopped(directory);
        try {
            MasterIdentity identity = data.identity();
            Path from = data.groupDirectory(identity.generation());
            Path to = data.groupDirectory(identity.generation() + 1);
            Path log = Files.exists(from) ? from : to;
            if (!Files.exists(log.resolve("current").resolve("raft-meta"))) {
                throw new MasterStartException(
                        Reason.STORAGE_MISSING,
                        "there is no log in " + directory + ": recover on a master that has one");
            }
            LogEntryProto[] configuration = {configurationFile(log)};
            StoppedLog stopped = new StoppedLog(log);
            stopped.read(entry -> {
                LogEntryProto before = configuration[0];
                if (entry.hasConfigurationEntry() && (before == null || before.getIndex() <= entry.getIndex())) {
                    configuration[0] = entry;
                }
            });
            return of(data, from, to, stopped.last(), configuration[0]);
        } catch (IOException | RuntimeException e) {
            data.closeQuietly();
            throw new MasterStartException(
                    Reason.STORAGE_DAMAGED,
                    "the log in " + directory + " can't be read (" + e.getMessage()
                            + "): recover on another master that is left",
                    e);
        } catch (MasterStartException e) {
            data.closeQuietly();
            throw e;
        }
    }

    private static @Nullable LogEntryProto configurationFile(Path group) throws IOException {
        Path file = group.resolve("current").resolve("raft-meta.conf");
        return Files.exists(file) ? LogEntryProto.parseFrom(Files.readAllBytes(file)) : null;
    }

    private static Recovery of(
            DataDirectory data, Path from, Path to, TermIndex last, @Nullable LogEntryProto configuration)
            throws MasterStartException {
        List<String> others = new ArrayList<>();
        RaftPeerProto self = null;
        List<RaftPeerProto> peers = new ArrayList<>();
        if (configuration != null) {
            peers.addAll(configuration.getConfigurationEntry().getPeersList());
            peers.addAll(configuration.getConfigurationEntry().getOldPeersList());
        }
        for (RaftPeerProto peer : peers) {
            if (peer.getId().toStringUtf8().equals(data.identity().masterId())) {
                self = peer;
            } else if (!others.contains(peer.getId().toStringUtf8())) {
                others.add(peer.getId().toStringUtf8());
            }
        }
        if (self == null) {
            throw new MasterStartException(
                    Reason.STORAGE_MISSING,
                    "master " + data.identity().masterId()
                            + " has not become a member of its cluster yet: recover on a master that is one");
        }
        return new Recovery(data, from, to, last, self, others);
    }

    /** The cluster. */
    public String cluster() {
        return directory.identity().clusterId();
    }

    /** The master that is left. */
    public String master() {
        return directory.identity().masterId();
    }

    /** The members that are given up. */
    public List<String> others() {
        return others;
    }

    /** Index of the last entry in this master's log: later ones are lost, if there were any. */
    public long lastIndex() {
        return last.getIndex();
    }

    /** Term of that entry. */
    public long lastTerm() {
        return last.getTerm();
    }

    /** The generation that begins. */
    public long generation() {
        return generation;
    }

    /** Does it; the master can be started afterwards. */
    public void run() throws IOException {
        if (Files.exists(from)) {
            // From here on the master can't start, neither alone in the old group nor in the new one.
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncParent(to);
        }
        Path current = to.resolve("current");
        LogEntryProto alone = LogEntryProto.newBuilder()
                .setTerm(last.getTerm())
                .setIndex(last.getIndex() + 1)
                .setConfigurationEntry(RaftConfigurationProto.newBuilder().addPeers(self))
                .build();
        replace(current.resolve("raft-meta.conf"), alone.toByteArray());
        String meta = "term=" + Generations.termBefore(generation) + "\nvotedFor=\n";
        replace(current.resolve("raft-meta"), meta.getBytes(StandardCharsets.ISO_8859_1));
        directory.beginGeneration(generation);
    }

    private static void replace(Path file, byte[] content) throws IOException {
        DurableFiles.replace(file, file.resolveSibling(file.getFileName() + ".new"), ByteBuffer.wrap(content));
    }

    /** Unlocks the directory. */
    @Override
    public void close() {
        directory.closeQuietly();
    }
}
