package dev.jangada.master.ratis;

import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Introducer;
import dev.jangada.master.replication.Introduction;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meets the other masters, again and again: remembers on which disk each runs and how far it has come, and ends this one
 * when another remembers it differently. Thread-safe; greets from a thread of its own.
 */
public final class Encounters {
    private static final Logger LOG = LoggerFactory.getLogger(Encounters.class);
    private static final long PERIOD_MILLIS = 5_000;

    private final DataDirectory directory;
    private final RaftServer.Division division;
    private final MasterAddress address;
    private final Fatal fatal;
    private final ScheduledExecutorService thread;
    private volatile boolean ended;

    Encounters(DataDirectory directory, RaftServer.Division division, MasterAddress address, Fatal fatal) {
        this.directory = directory;
        this.division = division;
        this.address = address;
        this.fatal = fatal;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(address.id() + "-encounters"));
    }

    /** Greets the other masters now and every few seconds. */
    public void begin(Introducer introducer) {
        var unused = thread.scheduleWithFixedDelay(() -> greetAll(introducer), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void greetAll(Introducer introducer) {
        try {
            List<String> others = division.getRaftConf().getCurrentPeers().stream()
                    .filter(peer -> !peer.getId().equals(division.getId()))
                    .map(peer -> Peers.master(peer).apiAddress())
                    .toList();
            if (!others.isEmpty()) {
                introducer.greet(self(), others).forEach(this::judge);
            }
        } catch (RuntimeException e) {
            // An executor forgets a task that throws.
            LOG.warn("greeting the other masters failed master={}", address.id(), e);
        }
    }

    /** Another master introduces itself; the answer is how this one does. */
    public Introduction meet(Introduction caller) {
        Introduction self = self();
        if (!caller.disk().isEmpty()) {
            judge(caller);
        }
        return self;
    }

    private void judge(Introduction other) {
        DiskCheck.whileRunning(self(), other).ifPresent(this::end);
        if (!other.runs() || ended) {
            return;
        }
        try {
            directory.acquaintances().note(other, System.nanoTime());
        } catch (IOException e) {
            LOG.warn(
                    "could not note master={} in the directory of master={}: {}",
                    other.master(),
                    address.id(),
                    e.toString());
        }
    }

    private void end(MasterStartException why) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        fatal.end(Fatal.STORAGE_LOST, String.valueOf(why.getMessage()), null);
    }

    /** What is committed and synced here: nothing that may happen to this process takes it away from its disk. */
    private Introduction self() {
        long held = Math.min(
                division.getRaftLog().getLastCommittedIndex(),
                division.getRaftLog().getFlushIndex());
        return directory.introduction(address.apiAddress(), held, true);
    }

    void stop() {
        thread.shutdownNow();
    }
}
