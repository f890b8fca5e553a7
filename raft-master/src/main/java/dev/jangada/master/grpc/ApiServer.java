package dev.jangada.master.grpc;

import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The API port: one gRPC server for all services. */
public final class ApiServer implements AutoCloseable {
    private static final int MESSAGE_BYTES_MAX = 4 << 20;
    private static final int HEADER_BYTES_MAX = 16 << 10;
    private static final int CALLS_A_CONNECTION_MAX = 200;
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final int KEEP_ALIVE_ANSWER_SECONDS = 5;
    private static final int CLIENTS_KEEP_ALIVE_SECONDS = 2;
    private static final int STOP_WITHIN_MILLIS = 500;

    private final Server server;
    private final ExecutorService threads;

    private ApiServer(Server server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Serves at {@code address}; port 0 takes any free one. */
    public static ApiServer start(String master, InetSocketAddress address, List<BindableService> services)
            throws MasterStartException {
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.max(4, Runtime.getRuntime().availableProcessors()), work -> {
                    Thread thread = new Thread(work, master + "-api-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .executor(threads)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(HEADER_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_A_CONNECTION_MAX)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(CLIENTS_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.forEach(builder::addService);
        try {
            return new ApiServer(builder.build().start(), threads);
        } catch (IOException e) {
            threads.shutdown();
            throw new MasterStartException(
                    Reason.ADDRESS_UNAVAILABLE,
                    "master " + master + " can't listen at " + address.getHostString() + ":" + address.getPort()
                            + " for clients and workers: stop what listens there, or give another api address",
                    e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    /** Ends all calls and connections. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }
}
