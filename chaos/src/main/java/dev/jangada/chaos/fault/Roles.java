package dev.jangada.chaos.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Who is who when a fault begins.
 *
 * @param leader the master that leads, if one does
 * @param followers the other masters
 * @param workers all workers
 */
public record Roles(Optional<String> leader, List<String> followers, List<String> workers) {
    /** Copies the lists. */
    public Roles {
        followers = List.copyOf(followers);
        workers = List.copyOf(workers);
    }

    /** The leader half of the time, otherwise one of its followers; a master in any case. */
    public String master(Random random) {
        boolean prefersLeader = random.nextBoolean();
        int index = random.nextInt(1 << 16);
        if (leader.isPresent() && (prefersLeader || followers.isEmpty())) {
            return leader.get();
        }
        return followers.get(index % followers.size());
    }

    /** Any worker; empty if there is none. */
    public Optional<String> worker(Random random) {
        int index = random.nextInt(1 << 16);
        return workers.isEmpty() ? Optional.empty() : Optional.of(workers.get(index % workers.size()));
    }
}
