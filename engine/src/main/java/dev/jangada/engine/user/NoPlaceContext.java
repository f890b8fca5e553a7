package dev.jangada.engine.user;

import dev.jangada.api.TaskContext;
import dev.jangada.engine.task.CounterTally;

/** The context of combine and reduce functions: counters, but no place in the input. */
public final class NoPlaceContext implements TaskContext {

    private final CounterTally tally;

    /** Counts into a tally. */
    public NoPlaceContext(CounterTally tally) {
        this.tally = tally;
    }

    @Override
    public String file() {
        throw noPlace("file()");
    }

    @Override
    public long offset() {
        throw noPlace("offset()");
    }

    @Override
    public long lineNumber() {
        throw noPlace("lineNumber()");
    }

    @Override
    public void count(String name, long n) {
        tally.addUser(name, n);
    }

    private static IllegalStateException noPlace(String method) {
        return new IllegalStateException(
                method + " is known in map functions only: a key's values come from many places");
    }
}
