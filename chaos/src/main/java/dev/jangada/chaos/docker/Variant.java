package dev.jangada.chaos.docker;

import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.Roles;
import java.util.Optional;
import java.util.Random;

/**
 * One way to break containers.
 *
 * @param scenario the id of the scenario that it stands for in the list of docs/verification.md; empty if none
 * @param attack how it is done
 */
record Variant(String scenario, Attack attack) {
    /** Begins a fault. */
    @FunctionalInterface
    interface Attack {
        /** The fault, or empty if there is nothing that it could hit now, or the engine refuses. */
        Optional<Injection> begin(Random random, Roles roles) throws Exception;
    }

    /** What ends a fault. */
    @FunctionalInterface
    interface Healing {
        void run() throws Exception;
    }

    /** A fault under way. */
    static Optional<Injection> begun(String description, Healing healing) {
        return Optional.of(new Injection() {
            @Override
            public String description() {
                return description;
            }

            @Override
            public void heal() throws Exception {
                healing.run();
            }
        });
    }
}
