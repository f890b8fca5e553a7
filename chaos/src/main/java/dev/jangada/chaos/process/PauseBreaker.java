package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.cluster.Signals;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** SIGSTOP of a node, with or without what it started, for as long as the fault lasts: past an election or a lease. */
final class PauseBreaker implements Breaker {
    private final ProcessCluster cluster;

    PauseBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        Random random = fault.random();
        boolean hitsMaster = random.nextBoolean() || roles.workers().isEmpty();
        String node = hitsMaster ? roles.master(random) : roles.worker(random).orElseThrow();
        boolean hitsAll = random.nextBoolean();
        return cluster.pid(node).flatMap(ProcessHandle::of).map(process -> pause(node, process, hitsAll));
    }

    private static Injection pause(String node, ProcessHandle process, boolean hitsAll) {
        List<Long> stopped = new ArrayList<>();
        Stream<ProcessHandle> victims =
                hitsAll ? Stream.concat(Stream.of(process), process.descendants()) : Stream.of(process);
        victims.map(ProcessHandle::pid).toList().forEach(pid -> {
            if (isAlive(pid)) {
                Signals.stop(pid);
                stopped.add(pid);
            }
        });
        return new Fault(
                "SIGSTOP of " + node + (stopped.size() > 1 ? " and its executors" : ""),
                () -> stopped.stream().filter(PauseBreaker::isAlive).forEach(Signals::goOn));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
