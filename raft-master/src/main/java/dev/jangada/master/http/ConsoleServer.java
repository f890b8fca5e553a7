package dev.jangada.master.http;

import com.codahale.metrics.MetricRegistry;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of the console. Its threads serve operators only; nothing of the engine waits for them. */
public final class ConsoleServer implements AutoCloseable {
    private static final int MAX_THREADS = 16;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_WAITING_CONNECTIONS = 64;
    private static final int IDLE_TIMEOUT_MILLIS = 30_000;

    private final Server server;
    private final ServerConnector connector;

    private ConsoleServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts serving at {@code address}; port 0 takes any free one.
     *
     * @throws BindException when the port is in use
     */
    public static ConsoleServer start(InetSocketAddress address, ConsoleSource source, MetricRegistry metrics)
            throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
        threads.setName("console");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(MAX_WAITING_CONNECTIONS);
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        server.addConnector(connector);
        server.setHandler(new ConsoleHandler(source, new PrometheusText(metrics), new LeaderProxy()));
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            if (e.getCause() instanceof BindException) {
                throw (BindException) e.getCause();
            }
            throw e;
        }
        return new ConsoleServer(server, connector);
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
