package dev.jangada.chaos.sim;

import java.util.Optional;
import java.util.Set;

/** Runs {@link MisledLeader}. */
public final class MisledTrial implements Trial.Look {
    /** Loaded by name. */
    public MisledTrial() {}

    @Override
    public String apply(Long runs, Set<String> except) {
        for (long seed = 1; seed <= runs; seed++) {
            Optional<Violation> found = MisledLeader.run(seed);
            String check = found.map(violation -> violation.check().name()).orElse("");
            if (!check.isEmpty() && !except.contains(check)) {
                return check + " " + seed + " " + found.orElseThrow().getMessage();
            }
        }
        return "";
    }
}
