package dev.jangada.client.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file {@code cluster.json} of a cluster's directory. */
final class ClusterFile {
    private static final String NAME = "cluster.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClusterFile() {}

    /** The plan in a directory; empty if there is none. */
    static Optional<ClusterPlan> read(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            List<MasterNode> masters = new ArrayList<>();
            for (JsonNode master : root.required("masters")) {
                masters.add(new MasterNode(
                        text(master, "id"), text(master, "raft"), text(master, "api"), text(master, "http")));
            }
            List<String> workers = new ArrayList<>();
            root.required("workers").forEach(worker -> workers.add(worker.asText()));
            return Optional.of(new ClusterPlan(
                    text(root, "clusterId"),
                    masters,
                    workers,
                    root.required("slots").asInt(),
                    text(root, "executor"),
                    root.required("founded").asBoolean()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new LocalClusterException(
                    file + " cannot be read (" + e.getMessage() + "): mend it, or choose another --dir", e);
        }
    }

    private static String text(JsonNode node, String name) {
        return node.required(name).asText();
    }

    /** Writes the plan, all or nothing. */
    static void write(Path directory, ClusterPlan plan) {
        ObjectNode root = JSON.createObjectNode();
        root.put("clusterId", plan.clusterId());
        ArrayNode masters = root.putArray("masters");
        for (MasterNode master : plan.masters()) {
            masters.addObject()
                    .put("id", master.id())
                    .put("raft", master.raft())
                    .put("api", master.api())
                    .put("http", master.http());
        }
        ArrayNode workers = root.putArray("workers");
        plan.workers().forEach(workers::add);
        root.put("slots", plan.slots());
        root.put("executor", plan.executor());
        root.put("founded", plan.founded());
        Path temporary = directory.resolve(NAME + ".new");
        try {
            Files.write(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            Files.move(temporary, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalClusterException("cannot write " + directory.resolve(NAME) + ": " + e.getMessage(), e);
        }
    }
}
