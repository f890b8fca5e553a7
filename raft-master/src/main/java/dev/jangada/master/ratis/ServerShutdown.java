package dev.jangada.master.ratis;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a raft server without waiting for all of it. The library first closes the port and the replica, which takes
 * milliseconds, and then waits two seconds for its event loops to fall quiet, which concerns nobody.
 */
final class ServerShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(ServerShutdown.class);
    private static final long PATIENCE_SECONDS = 10;
    private static final long STEP_MILLIS = 2;

    private ServerShutdown() {}

    /** Begins to close the server, and does not wait. */
    static Thread begin(RaftServer server) {
        Thread closer = new Thread(
                () -> {
                    try {
                        server.close();
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("closing the replica failed master={}", server.getId(), e);
                    }
                },
                server.getId() + "-close");
        closer.setDaemon(true);
        closer.start();
        return closer;
    }

    /** Closes the server; returns once its port, its log and its directory are free. */
    static void complete(RaftServer server, RaftServer.Division division) {
        Thread closer = begin(server);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (closer.isAlive() && division.getInfo().getLifeCycleState() != LifeCycle.State.CLOSED) {
                if (System.nanoTime() - deadline > 0) {
                    LOG.warn("the replica did not close in {} s master={}", PATIENCE_SECONDS, server.getId());
                    return;
                }
                closer.join(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
