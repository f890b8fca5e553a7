package dev.jangada.chaos.check;

import dev.jangada.client.MastersStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Check E: the state hashes of the masters, compared over all samples. Used by one thread. */
public final class ReplicaHashes {
    private static final int MOST = 20_000;

    private final Findings findings;

    /** By log index: the first hash seen, and of whom. The oldest are forgotten. */
    private final Map<Long, Seen> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Seen> eldest) {
            return size() > MOST;
        }
    };

    private record Seen(String hash, String master) {}

    /** Nothing seen yet. */
    public ReplicaHashes(Findings findings) {
        this.findings = findings;
    }

    /** Takes a sample. Returns whether all masters are at one index, so that all were compared with each other. */
    public boolean sample(MastersStatus masters) {
        Map<Long, Integer> indices = new HashMap<>();
        for (MastersStatus.Master master : masters.masters()) {
            if (master.stateHash().isEmpty() || master.appliedIndex() <= 0) {
                continue; // unreachable at the moment
            }
            indices.merge(master.appliedIndex(), 1, Integer::sum);
            Seen first = seen.putIfAbsent(master.appliedIndex(), new Seen(master.stateHash(), master.id()));
            if (first == null || first.equals(new Seen(master.stateHash(), master.id()))) {
                continue;
            }
            findings.made(Check.REPLICAS_AGREE);
            if (!first.hash().equals(master.stateHash())) {
                findings.broken(
                        Check.REPLICAS_AGREE,
                        "at index " + master.appliedIndex() + " the state of " + first.master() + " is " + first.hash()
                                + " and that of " + master.id() + " is " + master.stateHash());
            }
        }
        return indices.size() == 1 && indices.containsValue(masters.masters().size());
    }

    /** Says where each master is, for a message. */
    public static String indices(MastersStatus masters) {
        return masters.masters().stream()
                .map(master -> master.id() + " at " + master.appliedIndex())
                .collect(Collectors.joining(", "));
    }
}
