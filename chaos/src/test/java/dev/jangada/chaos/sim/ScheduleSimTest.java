package dev.jangada.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A bounded number of schedules of both modes in turn; {@code -Dsim.seed=N -Dsim.schedules=M} runs others, and {@code mvn
 * -Psimulate -Dsim.minutes=M} goes on for so long.
 */
class ScheduleSimTest {
    private static final long SEED = Long.getLong("sim.seed", 1L);
    private static final long SCHEDULES = Long.getLong("sim.schedules", 600L);
    private static final double MINUTES = Double.parseDouble(System.getProperty("sim.minutes", "0"));
    /** From so many schedules on, even what is very rare must have been reached. */
    private static final long MANY = 20_000;

    private final Campaign campaign = new Campaign(10);

    @Test
    @Tag("scenario:client-token-other-payload")
    @Tag("scenario:client-token-shared")
    @Tag("scenario:client-pinned-to-old-leader")
    @Tag("scenario:client-cancel-races-completion")
    @Tag("scenario:client-retry-past-snapshot")
    @Tag("scenario:worker-killed-in-map")
    @Tag("scenario:worker-killed-output-unreported")
    @Tag("scenario:worker-killed-report-unacked")
    @Tag("scenario:worker-killed-before-fetch")
    @Tag("scenario:worker-stopped-past-lease")
    @Tag("scenario:worker-two-with-one-id")
    @Tag("scenario:worker-slow")
    @Tag("scenario:worker-random-map")
    @Tag("scenario:worker-bit-flip-map-output")
    @Tag("scenario:worker-all-gone")
    @Tag("scenario:worker-reducer-cut-from-mapper")
    @Tag("scenario:master-stopped-past-election")
    @Tag("scenario:master-all-killed")
    @Tag("scenario:master-behind-purge")
    @Tag("scenario:storage-power-cut-one")
    @Tag("scenario:storage-power-cut-all")
    @Tag("scenario:network-leader-cut-from-masters")
    @Tag("scenario:network-one-way")
    @Tag("scenario:network-loss")
    @Tag("scenario:network-flapping")
    @Tag("scenario:network-replies-dropped")
    @Tag("scenario:network-requests-duplicated")
    @Tag("scenario:time-master")
    @Tag("scenario:input-poison-record")
    void everyCheckHoldsAndEveryRareBranchIsReached() {
        System.out.println(
                "ScheduleSimTest: -Dsim.seed=" + SEED + " -Dsim.schedules=" + SCHEDULES + " -Dsim.minutes=" + MINUTES);
        Optional<Campaign.Failure> failure = run();
        campaign.report(System.out::println);
        assertThat(failure)
                .as(() -> "jangada chaos sim --shrink --seed "
                        + failure.map(found -> found.schedule().seed()).orElse(0L))
                .isEmpty();
        assertThat(unreached()).as("branches that no schedule took").isEmpty();
    }

    private Optional<Campaign.Failure> run() {
        long end = System.nanoTime() + (long) (MINUTES * 60e9);
        for (long seed = SEED; MINUTES > 0 ? System.nanoTime() < end : seed < SEED + SCHEDULES; seed++) {
            Optional<Campaign.Failure> failure = campaign.run(ScheduleMaker.draw(seed, Schedule.Mode.of(seed)));
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private List<Reach> unreached() {
        List<Reach> unreached = new ArrayList<>();
        for (Reach reach : Reach.values()) {
            boolean isDue = campaign.runs() >= (reach.isVeryRare() ? MANY : 600);
            if (isDue && !reach.isLeftToTheMisledLeader() && campaign.reached().of(reach) == 0) {
                unreached.add(reach);
            }
        }
        return unreached;
    }
}
