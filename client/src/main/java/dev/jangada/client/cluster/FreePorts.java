package dev.jangada.client.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports for the servers of a local cluster. They lie below the range from which systems take the ports of outgoing
 * connections, so that no connection can take one while its server is down. Where the search begins depends on the
 * directory: clusters that start at the same moment do not compete.
 */
final class FreePorts {
    private static final int FIRST = 7_100;
    private static final int LAST = 31_000;
    private static final int BLOCK = 20;

    private FreePorts() {}

    /** So many free neighbouring ports on loopback. */
    static List<Integer> find(int count, Path directory) {
        int step = Math.max(BLOCK, count);
        int blocks = (LAST - FIRST) / step;
        int start = Math.floorMod(directory.toString().hashCode(), blocks);
        for (int tried = 0; tried < blocks; tried++) {
            int first = FIRST + (start + tried) % blocks * step;
            if (areFree(first, count)) {
                List<Integer> ports = new ArrayList<>();
                for (int port = first; port < first + count; port++) {
                    ports.add(port);
                }
                return ports;
            }
        }
        throw new LocalClusterException("no " + count + " neighbouring ports between " + FIRST + " and " + LAST
                + " are free on 127.0.0.1: stop something that listens there");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                probe.setReuseAddress(true);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
