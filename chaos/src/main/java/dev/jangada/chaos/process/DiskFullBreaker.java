package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A disk without room: a master's, which ends then, or a worker's, whose attempts fail. */
final class DiskFullBreaker implements Breaker {
    private final ProcessCluster cluster;
    private final NodeDisks disks;

    DiskFullBreaker(ProcessCluster cluster, NodeDisks disks) {
        this.cluster = cluster;
        this.disks = disks;
    }

    @Override
    public Optional<String> obstacle() {
        return disks.obstacle();
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) throws IOException {
        List<String> nodes = disks.nodes();
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        String node = nodes.get(fault.random().nextInt(nodes.size()));
        disks.of(node).fill();
        return Optional.of(new Fault("the disk of " + node + " is full", () -> {
            disks.of(node).free();
            cluster.launch(node); // unless it still runs
        }));
    }
}
