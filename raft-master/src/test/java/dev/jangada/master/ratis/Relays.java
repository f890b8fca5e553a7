package dev.jangada.master.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes connections on to masters. A master listens at 127.0.0.1 and is known to the others at 127.0.0.2, where its relay
 * is, with the same port.
 */
final class Relays implements AutoCloseable {
    static final String HOST = "127.0.0.2";

    private final Map<String, Relay> relays = new ConcurrentHashMap<>();

    /** Begins to pass on to a master's port. */
    void open(String master, int port) throws IOException {
        Relay relay = new Relay(new ServerSocket(port, 50, InetAddress.getByName(HOST)));
        relays.put(master, relay);
        run(relay::accept);
    }

    /** Leaves all present connections to a master open, and passes nothing on over them, ever; new ones work. */
    void strand(String master) {
        relay(master).strand();
    }

    /** How many connections to a master there were so far. */
    int accepted(String master) {
        return relay(master).accepted();
    }

    private Relay relay(String master) {
        Relay relay = relays.get(master);
        if (relay == null) {
            throw new IllegalStateException("no relay before " + master);
        }
        return relay;
    }

    private static void run(Runnable task) {
        DaemonThreads.named("relay").newThread(task).start();
    }

    @Override
    public void close() {
        relays.values().forEach(Relay::close);
    }

    private static final class Relay {
        private final ServerSocket server;
        private final List<Pair> pairs = new ArrayList<>();
        private int accepted;

        Relay(ServerSocket server) {
            this.server = server;
        }

        void accept() {
            while (!server.isClosed()) {
                try {
                    Socket caller = server.accept();
                    join(caller);
                } catch (IOException e) {
                    // closed, or the master does not run: the caller's connection is closed
                }
            }
        }

        private void join(Socket caller) throws IOException {
            try {
                Pair pair = new Pair(caller, new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
                synchronized (this) {
                    pairs.add(pair);
                    accepted++;
                }
                run(() -> pair.pump(pair.caller, pair.master));
                run(() -> pair.pump(pair.master, pair.caller));
            } catch (IOException e) {
                caller.close();
                throw e;
            }
        }

        synchronized void strand() {
            pairs.forEach(pair -> pair.isStranded = true);
        }

        synchronized int accepted() {
            return accepted;
        }

        synchronized void close() {
            try {
                server.close();
                for (Pair pair : pairs) {
                    pair.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Pair {
        private final Socket caller;
        private final Socket master;
        private volatile boolean isStranded;

        Pair(Socket caller, Socket master) {
            this.caller = caller;
            this.master = master;
        }

        void pump(Socket from, Socket to) {
            byte[] buffer = new byte[64 << 10];
            try {
                for (int length = from.getInputStream().read(buffer);
                        length >= 0;
                        length = from.getInputStream().read(buffer)) {
                    if (!isStranded) {
                        to.getOutputStream().write(buffer, 0, length);
                    }
                }
            } catch (IOException e) {
                // one side is closed
            }
            if (!isStranded) {
                try {
                    close();
                } catch (IOException e) {
                    // both are, then
                }
            }
        }

        void close() throws IOException {
            caller.close();
            master.close();
        }
    }
}
