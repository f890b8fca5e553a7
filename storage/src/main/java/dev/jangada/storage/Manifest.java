package dev.jangada.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The committed list of the parts that are a job's output.
 *
 * @param cluster the id of the cluster that ran the job
 * @param job the job's id, unique within the cluster
 * @param definition the name of the job's definition
 * @param parts the winning parts, in order
 */
public record Manifest(String cluster, String job, String definition, List<PartSummary> parts) {

    /** Copies the parts and rejects a name that occurs twice. */
    public Manifest {
        parts = List.copyOf(parts);
        Set<String> names = new HashSet<>();
        for (PartSummary part : parts) {
            if (!names.add(part.name())) {
                throw new IllegalArgumentException("the manifest of job " + job + " names " + part.name() + " twice");
            }
        }
    }

    /** The records of all parts. */
    public long records() {
        return parts.stream().mapToLong(PartSummary::records).sum();
    }

    /** The bytes of all parts. */
    public long bytes() {
        return parts.stream().mapToLong(PartSummary::bytes).sum();
    }
}
