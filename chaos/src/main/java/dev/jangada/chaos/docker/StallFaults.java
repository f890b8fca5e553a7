package dev.jangada.chaos.docker;

import dev.jangada.chaos.fault.Injection;
import java.util.List;
import java.util.Optional;

/** Containers that stand still for a while, or crawl. */
final class StallFaults {
    private static final double SLOW_WORKER = 0.05;
    private static final double SLOW_MASTER = 0.2;

    private final ContainerCluster cluster;

    StallFaults(ContainerCluster cluster) {
        this.cluster = cluster;
    }

    /** Everything in a container stands still, as under SIGSTOP: {@code docker pause}. */
    List<Variant> pauses() {
        return List.of(
                new Variant(
                        "master-stopped-past-election",
                        (random, roles) -> paused("leader", roles.leader().orElseGet(() -> roles.master(random)))),
                new Variant(
                        "worker-stopped-past-lease",
                        (random, roles) -> roles.worker(random).flatMap(id -> paused("worker", id))),
                new Variant(
                        "",
                        (random, roles) ->
                                roles.followers().stream().findFirst().flatMap(id -> paused("follower", id))));
    }

    /** A small part of one processor: {@code docker update --cpus}. */
    List<Variant> limits() {
        return List.of(
                new Variant(
                        "worker-slow",
                        (random, roles) -> roles.worker(random).flatMap(id -> limited("worker", id, SLOW_WORKER))),
                new Variant(
                        "",
                        (random, roles) ->
                                limited("leader", roles.leader().orElseGet(() -> roles.master(random)), SLOW_MASTER)));
    }

    private Optional<Injection> paused(String who, String node) {
        String container = cluster.container(node);
        if (!cluster.engine().pause(container)) {
            return Optional.empty();
        }
        return Variant.begun(
                "pause of " + who + " " + node, () -> cluster.engine().unpause(container));
    }

    private Optional<Injection> limited(String who, String node, double processors) {
        String container = cluster.container(node);
        cluster.engine().limitCpu(container, processors);
        return Variant.begun(
                who + " " + node + " gets " + Math.round(processors * 100) + " % of a processor",
                () -> cluster.engine().unlimitCpu(container));
    }
}
