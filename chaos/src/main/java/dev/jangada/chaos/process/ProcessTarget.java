package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster of processes on this machine that a chaos run breaks. */
public final class ProcessTarget implements ChaosTarget {
    private final ProcessCluster cluster;
    private final Path data;
    private final NodeDisks disks;
    private final Map<FaultKind, Breaker> breakers = new EnumMap<>(FaultKind.class);

    /**
     * Breaks a cluster, which it ends when it is closed. If nothing runs yet, {@link #start} gives nodes disks of their own
     * where that is possible.
     *
     * @param cluster the cluster, with proxies
     * @param data where inputs and outputs are
     */
    public ProcessTarget(ProcessCluster cluster, Path data) {
        this.cluster = cluster;
        this.data = data;
        this.disks = new NodeDisks(cluster, owners(cluster));
        breakers.put(FaultKind.KILL, new KillBreaker(cluster));
        breakers.put(FaultKind.TRANSFER, new TransferBreaker(cluster.masterAddresses()));
        breakers.put(FaultKind.PAUSE, new PauseBreaker(cluster));
        breakers.put(FaultKind.SLOW, new SlowBreaker(cluster));
        breakers.put(FaultKind.PARTITION, new PartitionBreaker(cluster));
        breakers.put(FaultKind.DELAY, new DelayBreaker(cluster));
        breakers.put(FaultKind.DISK_FULL, new DiskFullBreaker(cluster, disks));
        breakers.put(FaultKind.FSYNC_ERROR, new FsyncBreaker(cluster));
        breakers.put(
                FaultKind.IO_ERROR,
                new IoErrorBreaker(cluster, cluster.directory().resolve("traces")));
        breakers.put(FaultKind.CLOCK, new ClockBreaker(cluster));
        breakers.put(FaultKind.CORRUPT, new CorruptBreaker(cluster));
        breakers.put(FaultKind.POWER_CUT, new PowerCutBreaker(cluster, disks));
    }

    /** All masters and one worker. */
    private static List<String> owners(ProcessCluster cluster) {
        List<String> owners = new ArrayList<>(cluster.masters());
        cluster.workers().stream().reduce((before, last) -> last).ifPresent(owners::add);
        return owners;
    }

    @Override
    public String description() {
        return cluster.masters().size() + " masters and " + cluster.workers().size() + " workers as processes";
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(data);
        disks.mount();
        cluster.start();
    }

    @Override
    public List<String> masters() {
        return cluster.masters();
    }

    @Override
    public List<String> workers() {
        return cluster.workers();
    }

    @Override
    public String masterAddresses() {
        return cluster.masterAddresses();
    }

    @Override
    public Path data() {
        return data;
    }

    @Override
    public Map<FaultKind, String> unavailable() {
        Map<FaultKind, String> reasons = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            Breaker breaker = breakers.get(kind);
            Optional<String> obstacle =
                    breaker == null ? Optional.of("processes cannot be broken this way") : breaker.obstacle();
            obstacle.ifPresent(why -> reasons.put(kind, why));
        }
        return reasons;
    }

    @Override
    public Optional<Injection> inject(PlannedFault fault, Roles roles) throws Exception {
        Breaker breaker = breakers.get(fault.kind());
        return breaker == null || breaker.obstacle().isPresent() ? Optional.empty() : breaker.begin(fault, roles);
    }

    @Override
    public List<String> leftovers() throws IOException {
        return cluster.leftovers(data);
    }

    @Override
    public void printStacksOfMasters() {
        cluster.printStacksOfMasters();
    }

    @Override
    public void collectLogs(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String node : cluster.nodes()) {
            Path log = cluster.log(node);
            if (Files.exists(log)) {
                Files.copy(
                        log, directory.resolve(log.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() {
        cluster.close();
        disks.close();
    }
}
