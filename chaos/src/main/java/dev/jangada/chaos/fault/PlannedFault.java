package dev.jangada.chaos.fault;

import java.time.Duration;
import java.util.Random;

/**
 * A fault that is to come. Whom it hits and how is left to the moment, for it depends on who leads then, but is drawn
 * from {@code choice} alone.
 *
 * @param number its place in the schedule, from 1
 * @param after how long after the end of the one before
 * @param kind its kind
 * @param choice the seed of all choices about it
 * @param lasts how long it lasts
 */
public record PlannedFault(int number, Duration after, FaultKind kind, long choice, Duration lasts) {
    /** The choices, anew for each caller. */
    public Random random() {
        return new Random(choice);
    }

    @Override
    public String toString() {
        return "#" + number + " " + kind.option();
    }
}
