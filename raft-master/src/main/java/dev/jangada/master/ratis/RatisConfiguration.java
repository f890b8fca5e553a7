package dev.jangada.master.ratis;

import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Leadership.MasterAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to start this master's replica.
 *
 * @param clusterId the cluster; null takes the one that the directory names, which is an error for an empty directory
 * @param self this master, with the addresses that others reach it by
 * @param founders every master of a new group, this one included; used by {@link StartMode#BOOTSTRAP} only, else may be
 *     empty
 * @param directory where this master keeps its data; created if it does not exist
 * @param mode what may be done with an empty directory
 * @param bindHost the address that the raft port listens on; null: the host of {@code self.raftAddress()}
 * @param tuning timeouts and sizes
 * @param fatal what ends the master when it must not go on
 */
public record RatisConfiguration(
        @Nullable String clusterId,
        MasterAddress self,
        List<MasterAddress> founders,
        Path directory,
        StartMode mode,
        @Nullable String bindHost,
        RaftTuning tuning,
        Fatal fatal) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** @throws IllegalArgumentException when it contradicts itself; the message is a sentence for people */
    public RatisConfiguration {
        founders = List.copyOf(founders);
        if (clusterId != null) {
            check("cluster id", clusterId);
        }
        check("master id", self.id());
        HostAndPort.parse(self.raftAddress());
        Set<String> ids = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (MasterAddress founder : founders) {
            check("master id", founder.id());
            HostAndPort.parse(founder.raftAddress());
            if (!ids.add(founder.id()) || !addresses.add(founder.raftAddress())) {
                throw new IllegalArgumentException(
                        "the masters of a group need ids and raft addresses of their own; given twice: " + founder);
            }
        }
        if (mode == StartMode.BOOTSTRAP && !founders.contains(self)) {
            throw new IllegalArgumentException(
                    "master " + self.id() + " must be in the list of masters of the new group, with equal addresses");
        }
    }

    /**
     * The id of a cluster that is founded by these masters under a name. All founders derive the same one without asking
     * each other, and masters that were given different lists never form a group. A name can't be founded twice by the
     * same masters at the same addresses and be told apart: {@code jangada cluster start} puts a random part into it.
     */
    public static String clusterId(String name, List<MasterAddress> founders) {
        check("cluster name", name);
        TreeSet<String> members = new TreeSet<>();
        for (MasterAddress founder : founders) {
            members.add(founder.id() + "=" + founder.raftAddress());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((name + members).getBytes(StandardCharsets.UTF_8));
            return name + "-" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void check(String what, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + id + "' is not a " + what
                            + ": use 1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or digit");
        }
    }
}
