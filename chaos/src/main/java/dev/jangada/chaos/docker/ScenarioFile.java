package dev.jangada.chaos.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code scenarios.json}: which scenarios of the list in docs/verification.md a run has played, for programs. */
public final class ScenarioFile {
    private ScenarioFile() {}

    /**
     * Writes it.
     *
     * @param hasHeld whether every check of the run held
     * @param played how often each scenario was played, by its id
     */
    public static void write(Path directory, long seed, boolean hasHeld, Map<String, Integer> played)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        root.put("seed", seed);
        root.put("held", hasHeld);
        ObjectNode scenarios = root.putObject("scenarios");
        played.forEach(scenarios::put);
        Files.createDirectories(directory);
        json.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("scenarios.json").toFile(), root);
    }
}
