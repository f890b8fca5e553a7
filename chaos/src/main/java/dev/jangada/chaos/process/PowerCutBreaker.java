package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The power of the machine of one master goes, or of all masters, or of a worker: what was not synced is lost. */
final class PowerCutBreaker implements Breaker {
    private final ProcessCluster cluster;
    private final NodeDisks disks;

    PowerCutBreaker(ProcessCluster cluster, NodeDisks disks) {
        this.cluster = cluster;
        this.disks = disks;
    }

    @Override
    public Optional<String> obstacle() {
        return disks.obstacle();
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) throws IOException {
        Random random = fault.random();
        List<String> nodes = disks.nodes();
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        List<String> victims =
                random.nextInt(3) == 0 ? cluster.masters() : List.of(nodes.get(random.nextInt(nodes.size())));
        for (String node : victims) {
            disks.of(node).cut();
        }
        victims.forEach(cluster::kill);
        return Optional.of(new Fault("power cut on " + String.join(", ", victims), () -> {
            for (String node : victims) {
                disks.of(node).back();
                cluster.launch(node);
            }
        }));
    }
}
