package dev.jangada.chaos.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** How often each check was made and what it found. Thread-safe. */
public final class Findings {
    private static final int MOST = 200;

    private final Map<Check, Integer> made = new EnumMap<>(Check.class);
    private final Set<Violation> violations = new LinkedHashSet<>();
    private final Consumer<Violation> listener;

    /**
     * Something that did not hold.
     *
     * @param check which check
     * @param what which job, node or file, and how
     */
    public record Violation(Check check, String what) {
        @Override
        public String toString() {
            return check.letter() + ": " + what;
        }
    }

    /** Nothing yet; the listener is told of each violation at once. */
    public Findings(Consumer<Violation> listener) {
        this.listener = listener;
    }

    /** The check was made; it held unless a violation is reported as well. */
    public synchronized void made(Check check) {
        made.merge(check, 1, Integer::sum);
    }

    /** A check did not hold. The same sentence counts once. */
    public void broken(Check check, String what) {
        Violation violation = new Violation(check, what);
        synchronized (this) {
            if (violations.size() >= MOST || !violations.add(violation)) {
                return;
            }
        }
        listener.accept(violation);
    }

    /** How often a check was made. */
    public synchronized int timesMade(Check check) {
        return made.getOrDefault(check, 0);
    }

    /** What did not hold, in the order of discovery; at most 200. */
    public synchronized List<Violation> violations() {
        return new ArrayList<>(violations);
    }
}
