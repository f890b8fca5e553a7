package dev.jangada.chaos.junit;

import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.fault.FaultSchedule;
import dev.jangada.chaos.run.FaultLoop;
import dev.jangada.chaos.run.Timeline;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/** The faults of {@link Chaos}, on a thread of their own while a test runs. */
final class BackgroundFaults {
    private static final Duration BOUND = Duration.ofSeconds(90);

    private final long seed;
    private final Timeline timeline = new Timeline(entry -> {});
    private final FaultLoop loop;
    private final FutureTask<Boolean> work;

    private BackgroundFaults(ChaosTarget target, Chaos wanted, Findings findings) {
        this.seed = wanted.seed();
        Set<FaultKind> kinds = EnumSet.copyOf(List.of(wanted.faults()));
        target.unavailable().forEach((kind, why) -> {
            if (kinds.remove(kind)) {
                timeline.add(Timeline.What.SKIPPED, kind.option() + ": " + why);
            }
        });
        loop = new FaultLoop(target, new FaultSchedule(seed, kinds), timeline, findings, BOUND);
        work = new FutureTask<>(() -> {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = loop.once();
            }
            return goesOn;
        });
    }

    static BackgroundFaults start(ChaosTarget target, Chaos wanted, Findings findings) {
        BackgroundFaults faults = new BackgroundFaults(target, wanted, findings);
        Thread thread = new Thread(faults.work, "chaos-faults");
        thread.setDaemon(true);
        thread.start();
        return faults;
    }

    /** Ends the fault that is under way and waits until it is healed. */
    void stop() throws Exception {
        loop.stop();
        work.get();
    }

    /** How to have the same again. */
    @Override
    public String toString() {
        return timeline.entries().stream()
                .map(Timeline.Entry::toString)
                .collect(Collectors.joining("\n  ", "\nFaults of seed " + seed + ":\n  ", "\n"));
    }
}
