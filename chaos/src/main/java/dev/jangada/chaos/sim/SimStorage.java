package dev.jangada.chaos.sim;

import dev.jangada.chaos.sim.DataPlane.Pair;
import dev.jangada.protocol.v1.WorkerToken;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The shared storage: for each job a staging directory with the parts of attempts, and published outputs. Publishing
 * assembles the winners and then renames, as the product's {@code LocalPublication} does; an output that a job has
 * published already is left as it is.
 */
final class SimStorage {
    private final Simulation sim;
    private final Map<String, Staging> stagings = new LinkedHashMap<>();
    private final Map<String, Published> published = new TreeMap<>();
    private final Set<String> cleaned = new HashSet<>();

    SimStorage(Simulation sim) {
        this.sim = sim;
    }

    private static final class Staging {
        private final Map<String, List<Pair>> parts = new TreeMap<>();
        private final Map<String, List<Pair>> assembled = new TreeMap<>();
    }

    /** A part that won: its name and the number of the attempt that wrote it. */
    record Winner(String name, int attempt) {
        private String file() {
            return name + "@" + attempt;
        }
    }

    /**
     * An output that can be seen.
     *
     * @param job whose it is
     * @param parts by name
     */
    record Published(String job, Map<String, List<Pair>> parts) {}

    /** Makes the place for a job's parts, for a PLAN attempt of a worker; does nothing if it is there. */
    void prepare(String job, WorkerToken planner) {
        sim.checks().prepared(job, planner, cleaned.contains(job));
        stagings.computeIfAbsent(job, name -> new Staging());
    }

    /** Writes a part of an attempt; false if the place for it is gone. */
    boolean write(String job, Winner part, List<Pair> records) {
        Staging staging = stagings.get(job);
        if (staging == null) {
            return false;
        }
        staging.parts.put(part.file(), List.copyOf(records));
        return true;
    }

    /** Removes all that a job has left. */
    void abort(String job) {
        stagings.remove(job);
        cleaned.add(job);
    }

    /**
     * Makes the winners visible as a job's output.
     *
     * @param isBroken whether it stops half-way
     * @return what went wrong; empty when the output is there
     */
    Optional<String> publish(String job, String output, List<Winner> winners, boolean isBroken) {
        Published known = published.get(output);
        if (known != null && known.job.equals(job)) {
            sim.reach(Reach.PUBLISHED_AGAIN);
            return Optional.empty();
        }
        Staging staging = stagings.get(job);
        if (staging == null) {
            return Optional.of("the staging directory of " + job + " is gone");
        }
        int moved = 0;
        for (Winner winner : winners) {
            if (isBroken && moved++ == winners.size() / 2) {
                return Optional.of("the publisher broke");
            }
            List<Pair> part = staging.parts.get(winner.file());
            if (part == null) {
                return Optional.of("the part " + winner.file() + " is missing");
            }
            staging.assembled.put(winner.name, part);
        }
        Published now = new Published(job, Map.copyOf(new TreeMap<>(staging.assembled)));
        sim.checks().published(job, output, winners, now);
        published.put(output, now);
        stagings.remove(job);
        return Optional.empty();
    }

    Optional<Published> at(String output) {
        return Optional.ofNullable(published.get(output));
    }
}
