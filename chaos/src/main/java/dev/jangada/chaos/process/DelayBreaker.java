package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import dev.jangada.chaos.proxy.Link;
import dev.jangada.chaos.proxy.LinkRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Links that are slow or narrow, by the proxies. */
final class DelayBreaker implements Breaker {
    private static final int LONGEST_MILLIS = 1_500;
    private static final int NARROWEST = 8 << 10;

    private final ProcessCluster cluster;

    DelayBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        Random random = fault.random();
        boolean everywhere = random.nextInt(4) == 0;
        String node = random.nextBoolean()
                ? roles.master(random)
                : roles.worker(random).orElseGet(() -> roles.master(random));
        List<String> others = new ArrayList<>(cluster.nodes());
        others.add(Link.CLIENT);
        List<String> ones = everywhere ? cluster.nodes() : List.of(node);
        String whose = everywhere ? "all links" : "the links of " + node;
        if (random.nextBoolean()) {
            Duration delay = Duration.ofMillis(20 + random.nextInt(everywhere ? LONGEST_MILLIS / 10 : LONGEST_MILLIS));
            cluster.links().between(ones, others, LinkRule.late(delay));
            return Optional.of(new Fault(whose + " are late by " + delay.toMillis() + " ms", cluster.links()::heal));
        }
        int rate = NARROWEST << random.nextInt(6);
        cluster.links().between(ones, others, LinkRule.narrow(rate));
        return Optional.of(
                new Fault(whose + " carry " + (rate >> 10) + " KiB/s per connection", cluster.links()::heal));
    }
}
