package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A disk of its own for nodes of a cluster, mounted where the node keeps its data. */
public final class NodeDisks implements AutoCloseable {
    /** A master warns below 256 MiB and does not start. */
    private static final long MASTER_BYTES = 400L << 20;

    private static final long WORKER_BYTES = 200L << 20;

    private final ProcessCluster cluster;
    private final List<String> owners;
    private final Map<String, LoopDisk> disks = new TreeMap<>();
    private Optional<String> obstacle;

    /** For these nodes of a cluster that does not run yet. */
    public NodeDisks(ProcessCluster cluster, List<String> owners) {
        this.cluster = cluster;
        this.owners = List.copyOf(owners);
        this.obstacle = LoopDisk.obstacle();
    }

    /** Makes and mounts the disks; if that fails, says so in {@link #obstacle} from then on. */
    public void mount() {
        if (obstacle.isPresent()) {
            return;
        }
        try {
            Path images = Files.createDirectories(cluster.directory().resolve("disks"));
            for (String node : owners) {
                long bytes = cluster.masters().contains(node) ? MASTER_BYTES : WORKER_BYTES;
                disks.put(node, LoopDisk.mount(images.resolve(node + ".ext4"), bytes, cluster.home(node)));
            }
        } catch (IOException e) {
            close();
            obstacle = Optional.of("no file system can be made and mounted: " + e.getMessage());
        }
    }

    /** Why there are no disks; empty if there are. */
    public Optional<String> obstacle() {
        return obstacle;
    }

    /** The nodes that have one. */
    public List<String> nodes() {
        return List.copyOf(disks.keySet());
    }

    /** The disk of a node that has one. */
    public LoopDisk of(String node) {
        return Optional.ofNullable(disks.get(node))
                .orElseThrow(() -> new IllegalArgumentException("'" + node + "' has no disk of its own: name one of "
                        + disks.keySet() + obstacle.map(why -> "; " + why).orElse("")));
    }

    /** Makes all of them work again, with room; ends the nodes whose disk does not work. */
    public void mend() throws IOException {
        for (Map.Entry<String, LoopDisk> one : disks.entrySet()) {
            if (one.getValue().isDead()) {
                cluster.kill(one.getKey());
                one.getValue().back();
            }
            one.getValue().free();
        }
    }

    /** Unmounts all; no process may use them any more. */
    @Override
    public void close() {
        for (LoopDisk disk : disks.values()) {
            try {
                disk.close();
            } catch (IOException e) {
                obstacle = Optional.of("a disk could not be unmounted: " + e.getMessage());
            }
        }
        disks.clear();
    }
}
