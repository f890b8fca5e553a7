package dev.jangada.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What jobs leave behind, and should not: looked for in the files and processes of a cluster on this machine. */
final class Leftovers {
    /** Beside an output: see docs/formats/output.md. */
    private static final Pattern STAGING = Pattern.compile("\\..+\\.jangada-.+");

    private final ProcessCluster cluster;

    Leftovers(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    /** What is there now of any job, a sentence each; meant for a moment when none is live. */
    List<String> find(Path outputs) throws IOException {
        List<String> found = new ArrayList<>();
        staging(outputs, found);
        for (String worker : cluster.workers()) {
            runFiles(worker, found);
        }
        strayProcesses(found);
        return found;
    }

    private static void staging(Path outputs, List<String> found) throws IOException {
        List<Path> candidates = new ArrayList<>(list(outputs));
        candidates.addAll(list(outputs.resolve("out")));
        for (Path file : candidates) {
            if (STAGING.matcher(file.getFileName().toString()).matches()) {
                found.add("the staging directory " + file);
            }
        }
    }

    private void runFiles(String worker, List<String> found) throws IOException {
        for (Path epoch : list(cluster.home(worker).resolve("epochs"))) {
            for (Path job : list(epoch)) {
                found.add("files of the job " + job.getFileName() + " in " + job);
            }
        }
    }

    /** Processes that were started for this cluster, by their command lines, and have no node above them. */
    private void strayProcesses(List<String> found) {
        Map<String, Long> nodes = cluster.pids();
        Set<Long> known = new HashSet<>(nodes.values());
        for (long pid : nodes.values()) {
            ProcessHandle.of(pid).ifPresent(node -> node.descendants().forEach(child -> known.add(child.pid())));
        }
        known.add(ProcessHandle.current().pid());
        String mark = cluster.directory().resolve("nodes").toString();
        ProcessHandle.allProcesses()
                .filter(process -> !known.contains(process.pid()))
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .forEach(process -> found.add("the process " + process.pid() + ": "
                        + process.info().commandLine().orElse("")));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
