package dev.jangada.chaos.docker;

import dev.jangada.chaos.mix.JobMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What jobs leave behind, and should not: in the files of a cluster of containers, and among their processes. */
final class ContainerLeftovers {
    /** Beside an output: see docs/formats/output.md. */
    private static final Pattern STAGING = Pattern.compile("\\..+\\.jangada-.+");

    private final ContainerCluster cluster;

    ContainerLeftovers(ContainerCluster cluster) {
        this.cluster = cluster;
    }

    /** What is there now of any job, a sentence each; meant for a moment when none is live. */
    List<String> find() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : list(JobMix.outputs(cluster.data()))) {
            if (STAGING.matcher(file.getFileName().toString()).matches()) {
                found.add("the staging directory " + file);
            }
        }
        for (String worker : cluster.workers()) {
            for (Path epoch : list(cluster.home(worker).resolve(worker).resolve("epochs"))) {
                for (Path job : list(epoch)) {
                    found.add("files of the job " + job.getFileName() + " in " + job);
                }
            }
        }
        for (String node : cluster.nodes()) {
            strays(node, found);
        }
        return found;
    }

    /** Process 1 of a container has one child of its own; what it has beside that was left by somebody who is gone. */
    private void strays(String node, List<String> found) {
        String container = cluster.container(node);
        long first = cluster.engine().pid(container);
        List<Engine.Running> children = cluster.engine().processes(container).stream()
                .filter(process -> process.parent() == first)
                .sorted(java.util.Comparator.comparingLong(Engine.Running::pid))
                .toList();
        children.stream()
                .skip(1)
                .forEach(stray -> found.add("in " + node + " the process " + stray.pid() + ": " + stray.command()));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
