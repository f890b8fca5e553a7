package dev.jangada.chaos.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** Runs schedules. */
public final class SimulatorTrial implements Trial.Look {
    /** Loaded by name. */
    public SimulatorTrial() {}

    @Override
    public String apply(Long schedules, Set<String> except) {
        ((Logger) LoggerFactory.getLogger("dev.jangada")).setLevel(Level.OFF);
        Campaign campaign = new Campaign(0);
        for (long seed = 1; seed <= schedules; seed++) {
            Schedule.Mode mode = seed % 2 == 0 ? Schedule.Mode.SAFETY : Schedule.Mode.LIVENESS;
            Optional<Campaign.Failure> failure = campaign.run(ScheduleMaker.draw(seed, mode));
            String check =
                    failure.map(found -> found.violation().check().name()).orElse("");
            if (!check.isEmpty() && !except.contains(check)) {
                return check + " " + seed;
            }
        }
        return "";
    }
}
