package dev.jangada.chaos.sim;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The virtual clock and all that is going to happen, in an order that only the schedule decides. */
final class Agenda {
    /** Microseconds in a millisecond. */
    static final long MILLI = 1_000;
    /** Microseconds in a second. */
    static final long SECOND = 1_000_000;

    private static final int LINES_REMEMBERED = 100_000;

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final boolean isVerbose;
    private long now;
    private long next;
    private long trace = 0x9E3779B97F4A7C15L;
    private long done;

    Agenda(boolean isVerbose) {
        this.isVerbose = isVerbose;
    }

    private record Due(long at, long order, @Nullable Actor actor, long life, String what, Runnable action)
            implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** Microseconds since the start of the run. */
    long now() {
        return now;
    }

    /** The same in ms, as the product's clocks have it. */
    long millis() {
        return now / MILLI;
    }

    /** Has {@code action} happen in {@code delay} µs to whatever is there then. */
    void in(long delay, String what, Runnable action) {
        due.add(new Due(now + delay, next++, null, 0, what, action));
    }

    /** Has it happen to this life of {@code actor}: not at all if it dies before, later if it is paused then. */
    void in(long delay, Actor actor, String what, Runnable action) {
        due.add(new Due(now + delay, next++, actor, actor.life(), what, action));
    }

    /** Lets the next thing happen; false if there is none before {@code end}. */
    boolean step(long end) {
        Due first = due.poll();
        if (first == null || first.at > end) {
            return false;
        }
        now = first.at;
        Actor actor = first.actor;
        if (actor != null) {
            if (actor.life() != first.life || !actor.isAlive()) {
                return true;
            }
            if (actor.isPaused()) {
                actor.hold(() -> in(0, actor, first.what, first.action));
                return true;
            }
        }
        done++;
        note(first.what, actor == null ? 0 : actor.node());
        first.action.run();
        return true;
    }

    /** How many things have happened. */
    long done() {
        return done;
    }

    /** Makes {@code fact} part of the trace. */
    void note(String what, long fact) {
        trace = mix(trace ^ now) + mix(what.hashCode() ^ (fact << 32));
        if (isVerbose) {
            say(what + (fact == 0 ? "" : " " + fact));
        }
    }

    /** Adds a line for people, if anybody will read it. */
    void say(String line) {
        if (isVerbose) {
            if (lines.size() == LINES_REMEMBERED) {
                lines.removeFirst();
            }
            lines.addLast(String.format("%10.3f ms  %s", now / 1000.0, line));
        }
    }

    boolean isVerbose() {
        return isVerbose;
    }

    /** The last lines. */
    Iterable<String> lines() {
        return lines;
    }

    /** A hash of all that has happened, in order. */
    long trace() {
        return trace;
    }

    /** Spreads the bits of {@code value}: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
