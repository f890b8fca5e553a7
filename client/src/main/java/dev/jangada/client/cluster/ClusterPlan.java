package dev.jangada.client.cluster;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a local cluster consists of, chosen once and kept in {@code cluster.json}.
 *
 * @param clusterId its id, which every process checks
 * @param masters its masters
 * @param workers the ids of its workers
 * @param slots attempts at a time for each worker; 0 leaves it to the worker
 * @param executor {@code process} or {@code in-process}: where user code runs
 * @param founded whether its masters have once agreed on a leader; from then on none may start from nothing
 */
public record ClusterPlan(
        String clusterId, List<MasterNode> masters, List<String> workers, int slots, String executor, boolean founded) {

    /** Copies the lists. */
    public ClusterPlan {
        masters = List.copyOf(masters);
        workers = List.copyOf(workers);
    }

    /**
     * A master and its addresses.
     *
     * @param id such as {@code m1}
     * @param raft where masters call it
     * @param api where clients and workers call it
     * @param http where its console is
     */
    public record MasterNode(String id, String raft, String api, String http) {}

    /** What clients give as {@code --masters}. */
    public String apiAddresses() {
        return masters.stream().map(MasterNode::api).collect(Collectors.joining(","));
    }

    /** The names of all processes, masters first. */
    public List<String> names() {
        return java.util.stream.Stream.concat(masters.stream().map(MasterNode::id), workers.stream())
                .toList();
    }

    /** The same, with leaders seen. */
    ClusterPlan asFounded() {
        return new ClusterPlan(clusterId, masters, workers, slots, executor, true);
    }
}
