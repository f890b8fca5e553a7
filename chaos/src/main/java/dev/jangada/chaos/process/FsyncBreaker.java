package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.chaos.hook.HookFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** The sync of a master's log fails once, after which the master has to end, or takes five seconds each time. */
final class FsyncBreaker implements Breaker {
    private static final String SYNC = "org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream#flush";
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessCluster cluster;

    FsyncBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        Random random = fault.random();
        String master = roles.master(random);
        if (cluster.pid(master).isEmpty()) {
            return Optional.empty();
        }
        boolean isSlow = random.nextInt(3) == 0;
        Hook hook = isSlow
                ? Hook.delay(SYNC, Place.ENTRY, SLOW)
                : Hook.fail(SYNC, Place.ENTRY, IOException.class).onTime(1);
        HookFile hooks = cluster.hooks(master);
        hooks.add(hook);
        if (!cluster.awaitArmed(master, PATIENCE)) {
            hooks.remove(hook);
            return Optional.empty(); // it ends, or is not there yet
        }
        String what = isSlow ? "each sync of the log takes 5 s on " : "a sync of the log fails on ";
        Fault begun = new Fault(what + master, () -> {
            hooks.remove(hook);
            cluster.launch(master); // unless it still runs
        });
        return Optional.of(isSlow ? begun : begun.judgedBy(() -> complaint(master, hooks, hook)));
    }

    private Optional<String> complaint(String master, HookFile hooks, Hook hook) {
        if (hooks.timesReached(hook) == 0 || cluster.awaitEnd(master, PATIENCE)) {
            return Optional.empty();
        }
        return Optional.of(master + " goes on although a sync of its log has failed: it has to end");
    }
}
