package dev.jangada.master;

import dev.jangada.master.replication.Leadership.MasterAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Puts free ports in the place of 0. They are free when asked for; whoever takes one first has it. */
final class FreePorts {
    private FreePorts() {}

    static MasterAddress resolve(MasterConfiguration configuration) throws IOException {
        MasterAddress self = configuration.self();
        List<ServerSocket> taken = new ArrayList<>();
        try {
            return new MasterAddress(
                    self.id(),
                    resolve(self.raftAddress(), configuration, taken),
                    resolve(self.apiAddress(), configuration, taken),
                    self.httpAddress().isEmpty() ? "" : resolve(self.httpAddress(), configuration, taken));
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }

    private static String resolve(String address, MasterConfiguration configuration, List<ServerSocket> taken)
            throws IOException {
        if (!address.endsWith(":0")) {
            return address;
        }
        ServerSocket socket = new ServerSocket();
        taken.add(socket);
        socket.setReuseAddress(true);
        InetSocketAddress at = configuration.listenAt(address);
        socket.bind(new InetSocketAddress(at.getAddress(), 0));
        return address.substring(0, address.length() - 1) + socket.getLocalPort();
    }
}
