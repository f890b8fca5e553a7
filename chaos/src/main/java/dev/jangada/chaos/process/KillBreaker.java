package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** SIGKILL: of a master, a worker, an executor's JVM, several nodes, or a leader and the next one. */
final class KillBreaker implements Breaker {
    private static final int NEXT_LEADER_MILLIS = 5_000;
    private static final long POLL_MILLIS = 50;

    private final ProcessCluster cluster;

    KillBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) throws InterruptedException {
        Random random = fault.random();
        return switch (random.nextInt(8)) {
            case 0, 1 -> Optional.of(nodes("SIGKILL", List.of(roles.leader().orElseGet(() -> roles.master(random)))));
            case 2 -> Optional.of(nodes("SIGKILL", List.of(roles.master(random))));
            case 3, 4 -> roles.worker(random).map(worker -> nodes("SIGKILL", List.of(worker)));
            case 5 -> executor(random, roles);
            case 6 -> Optional.of(nodes("SIGKILL at once", several(random, roles)));
            default -> Optional.of(leaderAfterLeader(roles));
        };
    }

    private Injection nodes(String how, List<String> nodes) {
        nodes.forEach(cluster::kill);
        return new Fault(how + " of " + String.join(", ", nodes), () -> nodes.forEach(cluster::launch));
    }

    /** A master and some workers; sometimes all masters. */
    private static List<String> several(Random random, Roles roles) {
        List<String> victims = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            roles.leader().ifPresent(victims::add);
            victims.addAll(roles.followers());
        } else {
            victims.add(roles.master(random));
            for (String worker : roles.workers()) {
                if (random.nextBoolean()) {
                    victims.add(worker);
                }
            }
        }
        return victims;
    }

    private Optional<Injection> executor(Random random, Roles roles) {
        Optional<String> worker = roles.worker(random);
        Optional<ProcessHandle> child = worker.flatMap(cluster::pid)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.children().findFirst());
        return child.map(process -> {
            process.destroyForcibly();
            return new Fault("SIGKILL of an executor of " + worker.orElseThrow(), () -> {});
        });
    }

    /** The leader, and the next one as soon as there is one. */
    private Injection leaderAfterLeader(Roles roles) throws InterruptedException {
        String first = roles.leader().orElse(cluster.masters().get(0));
        cluster.kill(first);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(NEXT_LEADER_MILLIS);
        Optional<String> second = Optional.empty();
        while (second.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            second = cluster.health().roles().leader().filter(leader -> !leader.equals(first));
        }
        List<String> victims = new ArrayList<>(List.of(first));
        second.ifPresent(leader -> {
            cluster.kill(leader);
            victims.add(leader);
        });
        return new Fault(
                "SIGKILL of the leader " + first
                        + second.map(leader -> " and of the next one, " + leader)
                                .orElse(""),
                () -> victims.forEach(cluster::launch));
    }
}
