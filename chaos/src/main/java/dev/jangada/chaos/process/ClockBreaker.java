package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.FakeClock;
import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** A process is started again with a wall clock that is an hour off, and then as usual. So the clock jumps twice. */
final class ClockBreaker implements Breaker {
    private static final Duration HOUR = Duration.ofHours(1);

    private final ProcessCluster cluster;

    ClockBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<String> obstacle() {
        return FakeClock.obstacle();
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        Random random = fault.random();
        String node = random.nextBoolean()
                ? roles.master(random)
                : roles.worker(random).orElseGet(() -> roles.master(random));
        Duration offset = random.nextBoolean() ? HOUR : HOUR.negated();
        FakeClock clock =
                FakeClock.in(cluster.directory().resolve(node + ".clock")).orElseThrow();
        clock.set(offset);
        cluster.startSpecially(node, clock::on);
        cluster.kill(node);
        cluster.launch(node);
        return Optional.of(new Fault(node + " is started with its clock at " + offset.toSeconds() + " s", () -> {
            cluster.startUsually(node);
            cluster.kill(node);
            cluster.launch(node);
        }));
    }
}
