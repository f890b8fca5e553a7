package dev.jangada.chaos.check;

import dev.jangada.chaos.fault.Roles;
import dev.jangada.client.Jangada;
import dev.jangada.client.JangadaException;
import dev.jangada.client.MastersStatus;
import dev.jangada.client.MastersStatus.Master;
import dev.jangada.client.WorkerStatus;
import dev.jangada.client.rpc.MasterAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What is well with a cluster, as clients see it. Thread-safe. */
public final class Health {
    private static final Duration ASK_PATIENCE = Duration.ofMillis(1_500);
    private static final long POLL_MILLIS = 100;
    private static final Set<String> AT_WORK = Set.of("LEADER", "FOLLOWER");

    private final String addresses;
    private final List<String> masters;
    private final List<String> workers;

    /**
     * Of a cluster that should have these nodes.
     *
     * @param addresses where its masters are
     * @param masters their ids
     * @param workers the ids of its workers
     */
    public Health(String addresses, List<String> masters, List<String> workers) {
        this.addresses = addresses;
        this.masters = List.copyOf(masters);
        this.workers = List.copyOf(workers);
    }

    /** A client with little patience. */
    private Jangada ask() {
        return Jangada.over(MasterAddresses.parse(addresses), ASK_PATIENCE, ASK_PATIENCE);
    }

    /** The masters as one of them sees them: the one that knows of the leader of the latest term; empty if none answers. */
    public Optional<MastersStatus> masters() {
        return MasterAddresses.parse(addresses).addresses().stream()
                .flatMap(address -> masters(address.toString()).stream())
                .max(Comparator.comparingLong(
                        status -> leader(status).map(Master::term).orElse(0L)));
    }

    private static Optional<MastersStatus> masters(String address) {
        try (Jangada client = Jangada.over(MasterAddresses.parse(address), ASK_PATIENCE, ASK_PATIENCE)) {
            return Optional.of(client.masters());
        } catch (JangadaException e) {
            return Optional.empty(); // down, or cut off
        }
    }

    private static Optional<Master> leader(MastersStatus status) {
        return status.masters().stream()
                .filter(master -> master.role().equals("LEADER") && master.alive())
                .max(Comparator.comparingLong(Master::term));
    }

    /** Who is who now, as far as any master knows. One that was cut off may still call itself leader: the term decides. */
    public Roles roles() {
        Optional<String> leader = masters().flatMap(Health::leader).map(Master::id);
        List<String> followers = new ArrayList<>(masters);
        leader.ifPresent(followers::remove);
        return new Roles(leader, followers, workers);
    }

    /** What is not as it should be, a few words each; empty if the cluster is whole. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        try (Jangada client = ask()) {
            Map<String, String> roles = client.masters().masters().stream()
                    .collect(Collectors.toMap(Master::id, master -> master.alive() ? master.role() : "CLOSED"));
            masters.stream()
                    .filter(master -> !AT_WORK.contains(roles.getOrDefault(master, "UNKNOWN")))
                    .forEach(master -> missing.add(master + " is " + roles.getOrDefault(master, "UNKNOWN")));
            if (!roles.containsValue("LEADER")) {
                missing.add("nobody leads");
            }
            Set<String> attached = client.workers().stream()
                    .filter(worker -> worker.attached() && worker.state().equals("ACTIVE"))
                    .map(WorkerStatus::id)
                    .collect(Collectors.toSet());
            workers.stream()
                    .filter(worker -> !attached.contains(worker))
                    .forEach(worker -> missing.add(worker + " is not with the leader"));
        } catch (JangadaException e) {
            missing.add(String.valueOf(e.getMessage()));
        }
        return missing;
    }

    /**
     * Waits until nothing is missing.
     *
     * @return what is still missing when the patience is over; empty if the cluster is whole
     */
    public List<String> awaitWhole(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> missing = missing();
        try {
            while (!missing.isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                missing = missing();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return missing;
    }
}
