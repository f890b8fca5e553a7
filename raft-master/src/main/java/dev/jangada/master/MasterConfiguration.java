package dev.jangada.master;

import dev.jangada.master.leader.LeaderSettings;
import dev.jangada.master.ratis.RaftTuning;
import dev.jangada.master.ratis.RatisConfiguration;
import dev.jangada.master.ratis.SnapshotInterval;
import dev.jangada.master.ratis.StartMode;
import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to start a master.
 *
 * @param clusterId the cluster; null takes the one that the directory names, which is an error for an empty directory
 * @param self this master, with the {@code host:port} that others reach its services by; an empty {@code httpAddress}
 *     means no console. A port of 0 takes any free one; for a group of one only
 * @param founders every master of a new group, this one included; empty for a group of this one alone, or when the
 *     directory knows
 * @param directory where this master keeps its data; created if it does not exist
 * @param mode what may be done with an empty directory
 * @param bindHost the address that all ports listen on, such as {@code 0.0.0.0}; null: the hosts in {@code self}
 * @param insecure whether it may listen on other addresses than loopback, though nothing is encrypted and nobody is
 *     asked who he is
 * @param leader times and bounds while it leads
 * @param snapshots how often it takes a snapshot; null: as suits the size of its group
 * @param fatal what ends the master when it must not go on
 */
public record MasterConfiguration(
        @Nullable String clusterId,
        MasterAddress self,
        List<MasterAddress> founders,
        Path directory,
        StartMode mode,
        @Nullable String bindHost,
        boolean insecure,
        LeaderSettings leader,
        @Nullable SnapshotInterval snapshots,
        Fatal fatal) {
    public MasterConfiguration {
        founders = List.copyOf(founders);
    }

    /**
     * A group of one on this machine, with free ports, founded in {@code directory} if there is none yet; for use inside
     * of another process.
     *
     * @param fatal must not end the process if that one is to outlive its master
     */
    public static MasterConfiguration embedded(Path directory, Fatal fatal) {
        MasterAddress self = new MasterAddress("m1", "127.0.0.1:0", "127.0.0.1:0", "");
        return new MasterConfiguration(
                RatisConfiguration.clusterId("embedded", List.of(self)),
                self,
                List.of(),
                directory,
                StartMode.BOOTSTRAP,
                null,
                false,
                LeaderSettings.DEFAULT,
                null,
                fatal);
    }

    /** The same with other addresses. */
    MasterConfiguration at(MasterAddress addresses) {
        return new MasterConfiguration(
                clusterId, addresses, founders, directory, mode, bindHost, insecure, leader, snapshots, fatal);
    }

    /** The masters of a new group. */
    List<MasterAddress> group() {
        return founders.isEmpty() ? List.of(self) : founders;
    }

    /** Checks all of it; the exception names every problem. */
    void check() throws MasterStartException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new MasterStartException(
                    Reason.INVALID_CONFIGURATION,
                    "master " + self.id() + " can't start: " + String.join("; ", problems));
        }
    }

    /** What is wrong with it, each in a clause that says what to do; empty if nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        checkAddress("raft address", self.raftAddress(), problems);
        checkAddress("api address", self.apiAddress(), problems);
        if (!self.httpAddress().isEmpty()) {
            checkAddress("http address", self.httpAddress(), problems);
        }
        if (mode == StartMode.BOOTSTRAP && clusterId == null) {
            problems.add("a new cluster needs an id: give a cluster id");
        }
        if (mode == StartMode.BOOTSTRAP
                && group().stream().noneMatch(master -> master.id().equals(self.id()))) {
            problems.add("the masters of the new cluster must include this one: add " + self.id() + " to them");
        }
        if (group().size() > 1 && hasFreePort()) {
            problems.add("masters of a group need ports that the others know: give a port other than 0");
        }
        Set<String> addresses = new HashSet<>();
        for (MasterAddress master : group()) {
            for (String address : List.of(master.raftAddress(), master.apiAddress(), master.httpAddress())) {
                if (!address.isEmpty() && !address.endsWith(":0") && !addresses.add(address)) {
                    problems.add("address " + address + " is given twice: every port needs its own");
                }
            }
        }
        return problems;
    }

    RaftTuning tuning() {
        RaftTuning usual = founders.isEmpty() ? RaftTuning.single() : RaftTuning.cluster();
        return snapshots == null ? usual : usual.withSnapshots(snapshots);
    }

    private boolean hasFreePort() {
        return self.raftAddress().endsWith(":0") || self.apiAddress().endsWith(":0");
    }

    private void checkAddress(String what, String address, List<String> problems) {
        InetSocketAddress parsed;
        try {
            parsed = listenAt(address);
        } catch (IllegalArgumentException e) {
            problems.add(what + " " + e.getMessage());
            return;
        }
        if (!insecure && !isLoopback(parsed.getHostString())) {
            problems.add(what + " " + parsed.getHostString() + ":" + parsed.getPort()
                    + " can be reached from other machines, and nothing there is encrypted or asks who calls: use"
                    + " 127.0.0.1, or in a network that you trust allow plaintext beyond loopback");
        }
    }

    /** Where to listen for {@code address}. */
    InetSocketAddress listenAt(String address) {
        int colon = address.lastIndexOf(':');
        String digits = address.substring(colon + 1);
        if (colon < 1 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("'" + address + "' is not one: an address looks like 127.0.0.1:7101");
        }
        String host = bindHost != null ? bindHost : address.substring(0, colon).replaceAll("^\\[|\\]$", "");
        return new InetSocketAddress(host, Integer.parseInt(digits));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
