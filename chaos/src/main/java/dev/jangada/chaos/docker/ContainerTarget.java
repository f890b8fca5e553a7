package dev.jangada.chaos.docker;

import dev.jangada.chaos.cluster.Signals;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A cluster of containers that a chaos run breaks. The ways to do each kind of fault are dealt like cards, shuffled by the
 * seed, so that none comes again before all others of its kind have come.
 */
public final class ContainerTarget implements ChaosTarget {
    private final Engine engine;
    private final ContainerCluster cluster;
    private final Map<FaultKind, Deck<Variant>> decks = new EnumMap<>(FaultKind.class);
    private final Map<String, Integer> scenarios = new TreeMap<>();

    private ContainerTarget(Engine engine, ContainerCluster cluster, long seed) {
        this.engine = engine;
        this.cluster = cluster;
        Random random = new Random(seed);
        variants(cluster).forEach((kind, variants) -> decks.put(kind, new Deck<>(variants, random)));
    }

    /** All ways to do each kind of fault. */
    static Map<FaultKind, List<Variant>> variants(ContainerCluster cluster) {
        StallFaults stalls = new StallFaults(cluster);
        Map<FaultKind, List<Variant>> variants = new EnumMap<>(FaultKind.class);
        variants.put(FaultKind.KILL, new KillFaults(cluster).variants());
        variants.put(FaultKind.PAUSE, stalls.pauses());
        variants.put(FaultKind.PARTITION, new NetworkFaults(cluster).variants());
        variants.put(FaultKind.SLOW, stalls.limits());
        return variants;
    }

    /**
     * A cluster of three masters and three workers that is not there yet.
     *
     * @param image the image, which the engine must have
     * @param directory where everything is kept; new or empty
     * @param seed determines in which order the ways to do each kind of fault come
     * @throws IOException when no engine answers, or it does not have the image
     */
    public static ContainerTarget of(String image, Path directory, long seed) throws IOException {
        String obstacle = Engine.obstacle();
        if (!obstacle.isEmpty()) {
            throw new IOException("no Docker engine answers (" + obstacle + "): start dockerd, or set DOCKER_HOST");
        }
        Engine engine = new Engine();
        if (!engine.hasImage(image)) {
            engine.close();
            throw new IOException("the engine has no image " + image + ": build it with docker/build.sh");
        }
        ContainerCluster cluster = new ContainerCluster(
                engine,
                "jangada-chaos-" + ProcessHandle.current().pid(),
                directory.toAbsolutePath(),
                new ContainerCluster.Form(image, 3, 3, 2));
        return new ContainerTarget(engine, cluster, seed);
    }

    @Override
    public String description() {
        return cluster.masters().size() + " masters and " + cluster.workers().size() + " workers in containers (engine "
                + engine.version() + ")";
    }

    @Override
    public void start() throws IOException {
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
        return cluster.data();
    }

    @Override
    public Map<FaultKind, String> unavailable() {
        Map<FaultKind, String> reasons = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            if (!decks.containsKey(kind)) {
                reasons.put(kind, "not done to containers: see jangada chaos run");
            }
        }
        return reasons;
    }

    @Override
    public Optional<Injection> inject(PlannedFault fault, Roles roles) throws Exception {
        Deck<Variant> deck = decks.get(fault.kind());
        if (deck == null) {
            return Optional.empty();
        }
        Variant variant = deck.next();
        Optional<Injection> begun = variant.attack().begin(fault.random(), roles);
        if (begun.isPresent() && !variant.scenario().isEmpty()) {
            scenarios.merge(variant.scenario(), 1, Integer::sum);
        }
        return begun;
    }

    /** Each kind as often as there are ways to do it, so that a round uses every way once. */
    @Override
    public List<FaultKind> round(Set<FaultKind> kinds) {
        return decks.entrySet().stream()
                .filter(deck -> kinds.contains(deck.getKey()))
                .flatMap(deck -> Collections.nCopies(deck.getValue().size(), deck.getKey()).stream())
                .toList();
    }

    /** The kinds that can be done to containers. */
    public Set<FaultKind> kinds() {
        return EnumSet.copyOf(decks.keySet());
    }

    /** How often each scenario of the list in docs/verification.md was played, by its id. */
    public Map<String, Integer> scenarios() {
        return Collections.unmodifiableMap(scenarios);
    }

    @Override
    public List<String> leftovers() throws IOException {
        return new ContainerLeftovers(cluster).find();
    }

    @Override
    public void printStacksOfMasters() {
        for (String master : cluster.masters()) {
            cluster.engine().processes(cluster.container(master)).stream()
                    .filter(process -> process.command().contains("java "))
                    .forEach(process -> Signals.printStacks(process.pid()));
        }
    }

    @Override
    public void collectLogs(Path directory) throws IOException {
        cluster.collectLogs(directory);
    }

    /** Removes the containers and their network. */
    @Override
    public void close() throws IOException {
        cluster.close();
        engine.close();
    }
}
