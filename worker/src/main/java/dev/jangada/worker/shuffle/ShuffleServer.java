package dev.jangada.worker.shuffle;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The port at which other workers fetch map outputs. */
public final class ShuffleServer implements Closeable {

    /** Reading files blocks, so that is left to a few threads of our own. */
    private static final int THREADS = 4;

    private static final int MOST_REQUEST_BYTES = 64 << 10;
    private static final int MOST_CALLS_PER_CONNECTION = 64;

    private final Server server;
    private final ExecutorService threads;

    private ShuffleServer(Server server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens.
     *
     * @throws IOException when the address cannot be bound
     */
    public static ShuffleServer start(InetSocketAddress address, ShuffleService service) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "shuffle-server");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Server server = NettyServerBuilder.forAddress(address)
                    .addService(service)
                    .executor(threads)
                    .maxInboundMessageSize(MOST_REQUEST_BYTES)
                    .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .build()
                    .start();
            return new ShuffleServer(server, threads);
        } catch (IOException e) {
            threads.shutdown();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        threads.shutdown();
    }
}
