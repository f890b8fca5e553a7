package dev.jangada.chaos.docker;

import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.Roles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Containers, or processes in them, that end. */
final class KillFaults {
    private static final Duration ELECTION_PATIENCE = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 50;
    private static final int LEADERS = 3;
    private static final String JAVA = "java ";

    private final ContainerCluster cluster;

    KillFaults(ContainerCluster cluster) {
        this.cluster = cluster;
    }

    List<Variant> variants() {
        return List.of(
                new Variant(
                        "master-killed-at-transitions",
                        (random, roles) -> killed("leader", List.of(leader(random, roles)))),
                new Variant("master-new-leader-killed-thrice", this::leaderAfterLeader),
                new Variant("master-all-killed", (random, roles) -> killed("all masters:", cluster.masters())),
                new Variant("master-majority-lost", (random, roles) -> killed("a majority:", majority(random))),
                new Variant("master-rolling-restart", (random, roles) -> rollingRestart()),
                new Variant(
                        "worker-killed-in-map",
                        (random, roles) -> roles.worker(random).flatMap(id -> killed("worker", List.of(id)))),
                new Variant("worker-all-gone", (random, roles) -> killed("all workers:", cluster.workers())),
                new Variant("", this::executor));
    }

    private static String leader(Random random, Roles roles) {
        return roles.leader().orElseGet(() -> roles.master(random));
    }

    private List<String> majority(Random random) {
        List<String> victims = new ArrayList<>(cluster.masters());
        while (victims.size() > cluster.masters().size() / 2 + 1) {
            victims.remove(random.nextInt(victims.size()));
        }
        return victims;
    }

    private Optional<Injection> killed(String who, List<String> nodes) {
        nodes.forEach(cluster::kill);
        return Variant.begun("SIGKILL of " + who + " " + String.join(", ", nodes), () -> cluster.launch(nodes));
    }

    /** The leader, then the next as soon as it leads, and a third; those before are started again, or nobody could lead. */
    private Optional<Injection> leaderAfterLeader(Random random, Roles roles) throws Exception {
        List<String> victims = new ArrayList<>();
        Optional<String> next = Optional.of(leader(random, roles));
        while (next.isPresent() && victims.size() < LEADERS) {
            String victim = next.get();
            cluster.kill(victim);
            cluster.launch(victims.stream().filter(id -> !id.equals(victim)).toList());
            victims.add(victim);
            if (victims.size() < LEADERS) {
                next = otherLeader(victim);
            }
        }
        return Variant.begun(
                "SIGKILL of leaders in a row: " + String.join(", ", victims), () -> cluster.launch(cluster.masters()));
    }

    private Optional<String> otherLeader(String than) throws InterruptedException {
        long deadline = System.nanoTime() + ELECTION_PATIENCE.toNanos();
        Optional<String> leader = Optional.empty();
        while (leader.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            leader = cluster.health().roles().leader().filter(id -> !id.equals(than));
        }
        return leader;
    }

    /** SIGTERM and a new start, one master after the other, as in an upgrade. */
    private Optional<Injection> rollingRestart() throws Exception {
        for (String master : cluster.masters()) {
            cluster.stop(master);
            cluster.launch(List.of(master));
            List<String> unused = cluster.health().awaitWhole(ELECTION_PATIENCE); // judged after the fault
        }
        return Variant.begun("rolling restart of all masters", () -> {});
    }

    /** A JVM that runs the code of a job: a child of the worker's. */
    private Optional<Injection> executor(Random random, Roles roles) {
        Optional<String> worker = roles.worker(random);
        if (worker.isEmpty()) {
            return Optional.empty();
        }
        List<Engine.Running> all = cluster.engine().processes(cluster.container(worker.get()));
        return all.stream()
                .filter(process -> process.command().contains(JAVA)
                        && all.stream()
                                .anyMatch(parent -> parent.pid() == process.parent()
                                        && parent.command().contains(JAVA)))
                .findFirst()
                .flatMap(child -> {
                    boolean isGone = ProcessHandle.of(child.pid())
                            .map(ProcessHandle::destroyForcibly)
                            .isEmpty();
                    return isGone
                            ? Optional.empty()
                            : Variant.begun("SIGKILL of an executor of " + worker.get(), () -> {});
                });
    }
}
