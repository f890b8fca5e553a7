package dev.jangada.chaos.cluster;

import dev.jangada.chaos.proxy.Link;
import dev.jangada.chaos.proxy.Proxies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the process that holds the other end of a loopback connection, from {@code /proc}; so it works on Linux, and for
 * processes of the same user. Elsewhere everybody is {@link Link#CLIENT}. Thread-safe.
 */
final class SocketOwners implements Proxies.Callers {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private final Supplier<Map<String, Long>> processes;

    /**
     * Looks among some processes and their descendants.
     *
     * @param processes their ids by the names of their nodes, as they are now
     */
    SocketOwners(Supplier<Map<String, Long>> processes) {
        this.processes = processes;
    }

    @Override
    public String name(int callerPort, int proxyPort) {
        Optional<String> socket =
                inode(callerPort, proxyPort).filter(inode -> !inode.equals("0")).map(inode -> "socket:[" + inode + "]");
        return socket.flatMap(this::owner).orElse(Link.CLIENT);
    }

    private static Optional<String> inode(int callerPort, int proxyPort) {
        String local = ":%04X".formatted(callerPort);
        String remote = ":%04X".formatted(proxyPort);
        for (Path table : TABLES) {
            try (Stream<String> lines = Files.lines(table)) {
                Optional<String> inode = lines.map(line -> line.strip().split("\\s+"))
                        .filter(row -> row.length > INODE && row[LOCAL].endsWith(local) && row[REMOTE].endsWith(remote))
                        .map(row -> row[INODE])
                        .findFirst();
                if (inode.isPresent()) {
                    return inode;
                }
            } catch (IOException | UncheckedIOException e) {
                // no such table here: nobody is found in it
            }
        }
        return Optional.empty();
    }

    /** The nodes themselves first, then this process: to list descendants means to read about every process there is. */
    private Optional<String> owner(String socket) {
        Map<String, Long> nodes = processes.get();
        Optional<String> node = first(nodes, pid -> holds(pid, socket));
        if (node.isPresent() || holds(ProcessHandle.current().pid(), socket)) {
            return node;
        }
        return first(
                nodes,
                pid -> ProcessHandle.of(pid)
                        .map(process -> process.descendants().anyMatch(child -> holds(child.pid(), socket)))
                        .orElse(false));
    }

    private static Optional<String> first(Map<String, Long> nodes, LongPredicate predicate) {
        return nodes.entrySet().stream()
                .filter(node -> predicate.test(node.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean holds(long pid, String socket) {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.anyMatch(file -> leadsTo(file, socket));
        } catch (IOException | UncheckedIOException e) {
            return false; // it has just ended, or belongs to somebody else
        }
    }

    private static boolean leadsTo(Path file, String socket) {
        try {
            return Files.readSymbolicLink(file).toString().equals(socket);
        } catch (IOException e) {
            return false; // closed in the meantime
        }
    }
}
