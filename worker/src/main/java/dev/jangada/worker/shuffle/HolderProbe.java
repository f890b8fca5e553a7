package dev.jangada.worker.shuffle;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** Finds out whether the shuffle service of a holder can be reached at all. */
final class HolderProbe {

    static final int PATIENCE_MILLIS = 500;

    private HolderProbe() {}

    /** Why no connection can be made; empty if one can. */
    static Optional<String> failure(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1));
            String host = address.substring(0, Math.max(0, colon)).replaceAll("^\\[|\\]$", "");
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(address + ": " + e.getMessage());
        }
    }
}
