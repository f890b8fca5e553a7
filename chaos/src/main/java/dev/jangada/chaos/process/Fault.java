package dev.jangada.chaos.process;

import dev.jangada.chaos.fault.Injection;
import java.util.Optional;
import java.util.function.Supplier;

/** A fault under way, made of what was done, how to end it, and how the cluster had to take it. */
record Fault(String description, Healing healing, Supplier<Optional<String>> judge) implements Injection {
    /** How to end it. */
    @FunctionalInterface
    interface Healing {
        void run() throws Exception;
    }

    /** One that only the checks judge. */
    Fault(String description, Healing healing) {
        this(description, healing, Optional::empty);
    }

    /** The same, and the cluster has to react in a certain way. */
    Fault judgedBy(Supplier<Optional<String>> newJudge) {
        return new Fault(description, healing, newJudge);
    }

    @Override
    public Optional<String> complaint() {
        return judge.get();
    }

    @Override
    public void heal() throws Exception {
        healing.run();
    }
}
