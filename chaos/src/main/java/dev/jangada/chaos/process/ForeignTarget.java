package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.Signals;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import dev.jangada.client.Jangada;
import dev.jangada.client.MastersStatus;
import dev.jangada.client.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A cluster that runs already and belongs to somebody: what can be done to it from outside. Leadership can be handed over
 * wherever it runs; processes on this machine can be killed, and are started again, or made to stand still.
 */
public final class ForeignTarget implements ChaosTarget {
    private static final Duration SUPERVISOR_GRACE = Duration.ofSeconds(2);

    private final String addresses;
    private final Path data;
    private final List<String> masters;
    private final List<String> workers;
    private final TransferBreaker transfer;

    /**
     * Attaches to a cluster.
     *
     * @param addresses its masters
     * @param data a directory that its workers and this process see under the same name
     */
    public ForeignTarget(String addresses, Path data) {
        this.addresses = addresses;
        this.data = data;
        this.transfer = new TransferBreaker(addresses);
        try (Jangada client = Jangada.connect(addresses)) {
            masters = client.masters().masters().stream()
                    .map(MastersStatus.Master::id)
                    .toList();
            workers = client.workers().stream()
                    .filter(WorkerStatus::attached)
                    .map(WorkerStatus::id)
                    .toList();
        }
    }

    @Override
    public String description() {
        return "a foreign cluster at " + addresses + " with " + masters.size() + " masters and " + workers.size()
                + " workers";
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(data);
    }

    @Override
    public List<String> masters() {
        return masters;
    }

    @Override
    public List<String> workers() {
        return workers;
    }

    @Override
    public String masterAddresses() {
        return addresses;
    }

    @Override
    public Path data() {
        return data;
    }

    @Override
    public Map<FaultKind, String> unavailable() {
        Map<FaultKind, String> reasons = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            switch (kind) {
                case TRANSFER -> {}
                case KILL, PAUSE -> {
                    if (processes().isEmpty()) {
                        reasons.put(kind, "no process of the cluster is found on this machine");
                    }
                }
                default -> reasons.put(kind, "not done to a cluster of somebody else");
            }
        }
        return reasons;
    }

    private record Running(String role, ForeignNode node) {}

    private List<Running> processes() {
        List<Running> running = new ArrayList<>();
        masters.forEach(
                id -> ForeignNode.find("master", id).ifPresent(node -> running.add(new Running("master", node))));
        workers.forEach(
                id -> ForeignNode.find("worker", id).ifPresent(node -> running.add(new Running("worker", node))));
        return running;
    }

    @Override
    public Optional<Injection> inject(PlannedFault fault, Roles roles) {
        if (fault.kind() == FaultKind.TRANSFER) {
            return transfer.begin(fault, roles);
        }
        List<Running> running = processes();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        Random random = fault.random();
        Running victim = running.get(random.nextInt(running.size()));
        return switch (fault.kind()) {
            case KILL -> Optional.of(kill(victim));
            case PAUSE -> Optional.of(pause(victim.node()));
            default -> Optional.empty();
        };
    }

    private static Injection kill(Running victim) {
        ForeignNode node = victim.node();
        node.kill();
        return new Fault(
                "SIGKILL of " + node.id() + " (process " + node.pid() + ")",
                () -> node.startAgain(victim.role(), SUPERVISOR_GRACE));
    }

    private static Injection pause(ForeignNode node) {
        Signals.stop(node.pid());
        return new Fault("SIGSTOP of " + node.id() + " (process " + node.pid() + ")", () -> {
            if (node.isAlive()) {
                Signals.goOn(node.pid());
            }
        });
    }

    @Override
    public List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("out"))) {
            return files.filter(file -> file.getFileName().toString().contains(".jangada-"))
                    .map(file -> "the staging directory " + file)
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void collectLogs(Path directory) {
        // they are where their owner keeps them
    }

    @Override
    public void close() {
        // it goes on: it is not ours to end
    }
}
