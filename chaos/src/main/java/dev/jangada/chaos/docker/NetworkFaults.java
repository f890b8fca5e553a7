package dev.jangada.chaos.docker;

import dev.jangada.chaos.docker.Firewall.Fate;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.Roles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Links between containers that carry nothing, or not everything. The links to this process are not touched. */
final class NetworkFaults {
    private final ContainerCluster cluster;
    private final Firewall firewall;

    NetworkFaults(ContainerCluster cluster) {
        this.cluster = cluster;
        this.firewall = new Firewall(cluster.engine());
    }

    List<Variant> variants() {
        return List.of(
                new Variant("network-leader-cut-from-masters", this::leaderFromMasters),
                new Variant("network-one-way", this::oneWay),
                new Variant("network-bridge", this::bridge),
                new Variant("network-loss", (random, roles) -> loss()),
                new Variant("network-flapping", this::flapping),
                new Variant("worker-reducer-cut-from-mapper", this::workersApart),
                new Variant("", this::resets),
                new Variant("", (random, roles) -> disconnected("leader", leader(random, roles))),
                new Variant("", (random, roles) -> roles.worker(random).flatMap(id -> disconnected("worker", id))));
    }

    private static String leader(Random random, Roles roles) {
        return roles.leader().orElseGet(() -> roles.master(random));
    }

    private List<String> others(String master) {
        return cluster.masters().stream().filter(id -> !id.equals(master)).toList();
    }

    private Optional<Injection> leaderFromMasters(Random random, Roles roles) throws Exception {
        String leader = leader(random, roles);
        cut(leader, others(leader));
        return Variant.begun("leader " + leader + " cut off from the masters", () -> firewall.clear(node(leader)));
    }

    private Optional<Injection> oneWay(Random random, Roles roles) throws Exception {
        String leader = leader(random, roles);
        boolean isOutward = random.nextBoolean();
        for (String other : others(leader)) {
            if (isOutward) {
                firewall.outgoing(node(leader), cluster.address(other), Fate.DROPPED);
            } else {
                firewall.incoming(node(leader), cluster.address(other), Fate.DROPPED);
            }
        }
        return Variant.begun(
                "one-way cut, nothing " + (isOutward ? "from " : "to ") + "leader " + leader + " among the masters",
                () -> firewall.clear(node(leader)));
    }

    /** The leader and one follower do not see each other; the other follower sees both. */
    private Optional<Injection> bridge(Random random, Roles roles) throws Exception {
        String leader = leader(random, roles);
        List<String> others = others(leader);
        String other = others.get(random.nextInt(others.size()));
        cut(leader, List.of(other));
        return Variant.begun(
                "leader " + leader + " cut off from " + other + " only", () -> firewall.clear(node(leader)));
    }

    private Optional<Injection> loss() throws Exception {
        for (String master : cluster.masters()) {
            for (String other : others(master)) {
                firewall.incoming(node(master), cluster.address(other), Fate.LOSSY);
            }
        }
        return Variant.begun("30 % of the packets between the masters lost", () -> clear(cluster.masters()));
    }

    private Optional<Injection> flapping(Random random, Roles roles) throws Exception {
        String leader = leader(random, roles);
        Flapping flapping = Flapping.start(() -> cut(leader, others(leader)), () -> firewall.clear(node(leader)));
        return Variant.begun("the links of leader " + leader + " to the masters go and come", flapping::stop);
    }

    private Optional<Injection> workersApart(Random random, Roles roles) throws Exception {
        List<String> pair = new ArrayList<>(roles.workers());
        while (pair.size() > 2) {
            pair.remove(random.nextInt(pair.size()));
        }
        if (pair.size() < 2) {
            return Optional.empty();
        }
        cut(pair.get(0), List.of(pair.get(1)));
        return Variant.begun("workers " + String.join(" and ", pair) + " cut off from each other", () -> clear(pair));
    }

    private Optional<Injection> resets(Random random, Roles roles) throws Exception {
        String leader = leader(random, roles);
        for (String other : cluster.nodes()) {
            if (!other.equals(leader)) {
                firewall.incoming(node(leader), cluster.address(other), Fate.RESET);
            }
        }
        return Variant.begun("connections to leader " + leader + " are reset", () -> firewall.clear(node(leader)));
    }

    /** Taken out of the network by the Docker API, and back in, perhaps under another address. */
    private Optional<Injection> disconnected(String who, String node) {
        cluster.engine().disconnect(node(node), cluster.network());
        return Variant.begun(who + " " + node + " disconnected from the network", () -> {
            cluster.engine().connect(node(node), cluster.network(), node);
            cluster.refreshHosts();
        });
    }

    /** Nothing passes between a node and others, in either direction. */
    private void cut(String node, List<String> others) throws IOException, InterruptedException {
        for (String other : others) {
            String address = cluster.address(other);
            firewall.incoming(node(node), address, Fate.DROPPED);
            firewall.outgoing(node(node), address, Fate.DROPPED);
        }
    }

    private void clear(List<String> nodes) throws IOException, InterruptedException {
        for (String node : nodes) {
            firewall.clear(node(node));
        }
    }

    private String node(String id) {
        return cluster.container(id);
    }
}
