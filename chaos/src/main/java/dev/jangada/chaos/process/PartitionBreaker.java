package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import dev.jangada.chaos.proxy.Link;
import dev.jangada.chaos.proxy.LinkRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Links that carry nothing, by the proxies. */
final class PartitionBreaker implements Breaker {
    private final ProcessCluster cluster;

    PartitionBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        Random random = fault.random();
        String master = roles.leader().orElseGet(() -> roles.master(random));
        Optional<String> worker = roles.worker(random);
        return switch (random.nextInt(8)) {
            case 0 -> Optional.of(apart("leader cut off from the masters: ", List.of(master), otherMasters(master)));
            case 1 -> Optional.of(apart("leader cut off from all: ", List.of(master), allBut(master)));
            case 2 -> Optional.of(oneWay(random, master));
            case 3 -> worker.map(node -> apart("worker cut off from all: ", List.of(node), allBut(node)));
            case 4 -> worker.map(node -> apart("worker cut off from the workers: ", List.of(node), otherWorkers(node)));
            case 5 -> worker.map(node -> swallowed("replies swallowed", new Link(master, node)));
            case 6 -> Optional.of(reset(roles.master(random)));
            default -> Optional.of(swallowed("half-open", new Link(roles.master(random), master)));
        };
    }

    private List<String> allBut(String node) {
        List<String> others = new ArrayList<>(cluster.nodes());
        others.remove(node);
        others.add(Link.CLIENT);
        return others;
    }

    private List<String> otherMasters(String master) {
        return cluster.masters().stream().filter(other -> !other.equals(master)).toList();
    }

    private List<String> otherWorkers(String worker) {
        return cluster.workers().stream().filter(other -> !other.equals(worker)).toList();
    }

    private Injection apart(String what, List<String> ones, List<String> others) {
        cluster.links().between(ones, others, LinkRule.HOLD);
        return new Fault(what + String.join(", ", ones), cluster.links()::heal);
    }

    private Injection oneWay(Random random, String master) {
        boolean outward = random.nextBoolean();
        Map<Link, LinkRule> cuts = new HashMap<>();
        for (String other : otherMasters(master)) {
            Link link = new Link(master, other);
            cuts.put(outward ? link : link.reversed(), LinkRule.HOLD);
        }
        cluster.links().set(cuts);
        return new Fault(
                "one-way cut, nothing " + (outward ? "from " : "to ") + master + " among masters",
                cluster.links()::heal);
    }

    private Injection swallowed(String what, Link link) {
        cluster.links().set(Map.of(link, LinkRule.SWALLOW));
        return new Fault(what + ": " + link, cluster.links()::heal);
    }

    private Injection reset(String node) {
        cluster.links().between(List.of(node), allBut(node), LinkRule.RESET);
        return new Fault("connections of " + node + " reset", cluster.links()::heal);
    }
}
