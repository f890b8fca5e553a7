package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How fast the attempts of a stage are, and which of them are slow. Used once, by {@link Speculation}. */
final class StagePace {
    /** Some heartbeats: a rate over less is noise. LATE's 60 s are for tasks of minutes. */
    static final long LEAST_WATCH_MILLIS = 3_000;
    /** Twice the usual lease: a healthy attempt gives a sign with each heartbeat unless its code is at one record. */
    static final long STALL_MILLIS = 10_000;
    /**
     * An attempt is slow below this share of the median rate. LATE's SlowTaskThreshold is the 25th percentile, which calls
     * a quarter of a healthy stage slow, and nobody when more than a quarter is.
     */
    private static final double SLOW_SHARE = 0.5;
    /** The MapReduce paper backs up what remains "close to completion", and names no number. */
    private static final double END_SHARE = 0.05;
    /** Enough for a median. */
    private static final int SAMPLE = 200;

    private final Stage stage;
    private final long[] durations;
    private final double[] rates;
    private final double typicalMillis;
    private final boolean isSilentByNature;

    /**
     * Looks at a stage.
     *
     * @param live its live attempts
     */
    StagePace(Stage stage, List<Attempt> live, Sign.Source signs) {
        this.stage = stage;
        this.durations = durations(stage);
        this.rates = rates(durations, live, signs);
        this.typicalMillis = durations.length > 0 ? durations[durations.length / 2] : 1 / median(rates);
        this.isSilentByNature = durations.length == 0 && isSilentEverywhere(live, signs);
    }

    /** Whether attempts on different workers all give no sign: then their code works long at one record. */
    private static boolean isSilentEverywhere(List<Attempt> live, Sign.Source signs) {
        Set<WorkerId> workers = new LinkedHashSet<>();
        for (Attempt attempt : live) {
            Optional<Sign> sign = signs.of(attempt.id()).filter(seen -> seen.watchedMillis() >= STALL_MILLIS);
            if (sign.isPresent()) {
                workers.add(attempt.worker().worker());
                if (sign.get().quietMillis() < STALL_MILLIS) {
                    return false;
                }
            }
        }
        return workers.size() > 1;
    }

    /** How long a sample of the tasks took from assignment to commit, shortest first: a start is not always told. */
    private static long[] durations(Stage stage) {
        long[] found = new long[SAMPLE];
        int count = 0;
        int step = Math.max(1, (stage.size() + SAMPLE - 1) / SAMPLE);
        for (int i = 0; i < stage.size() && count < SAMPLE; i += step) {
            Optional<Attempt> winner =
                    stage.state(i) == TaskState.COMMITTED ? stage.task(i).flatMap(Task::committed) : Optional.empty();
            if (winner.isPresent()) {
                found[count++] =
                        Math.max(1, winner.get().endedMillis() - winner.get().assignedMillis());
            }
        }
        long[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] rates(long[] durations, List<Attempt> live, Sign.Source signs) {
        double[] found = new double[durations.length + live.size()];
        int count = 0;
        for (long duration : durations) {
            found[count++] = 1.0 / duration;
        }
        for (Attempt attempt : live) {
            Optional<Sign> sign = signs.of(attempt.id()).filter(StagePace::isWatched);
            if (sign.isPresent() && sign.get().rate() > 0) {
                found[count++] = sign.get().rate();
            }
        }
        double[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The upper one of two, so that of two attempts the faster one counts; 0 without any. */
    private static double median(double[] sorted) {
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static boolean isWatched(Sign sign) {
        return sign.watchedMillis() >= LEAST_WATCH_MILLIS;
    }

    /**
     * A reason to back up an attempt.
     *
     * @param leftMillis the estimated time that it still needs
     * @param isSuspect whether it reflects on its worker
     * @param isCapped whether such backups are bounded by LATE's cap
     */
    record Slow(Attempt attempt, double leftMillis, boolean isSuspect, boolean isCapped, String reason) {}

    /** Whether a live attempt of the stage should have a backup. */
    Optional<Slow> judge(Attempt attempt, Sign sign) {
        boolean hasTypical = durations.length > 0;
        String who = attempt + " on " + attempt.worker();
        if (!isSilentByNature && sign.quietMillis() >= Math.max(STALL_MILLIS, hasTypical ? typicalMillis : 0)) {
            String reason = who + " has given no sign of life for " + seconds((double) sign.quietMillis());
            return Optional.of(new Slow(attempt, Double.POSITIVE_INFINITY, true, false, reason));
        }
        if (!isWatched(sign)) {
            return Optional.empty();
        }
        double left = sign.leftMillis();
        String soFar = String.format(
                Locale.ROOT,
                "%.0f %% after %s, about %s left, where others take %s",
                100 * sign.fraction(),
                seconds((double) sign.watchedMillis()),
                Double.isInfinite(left) ? "an unknown time" : seconds(left),
                seconds(typicalMillis));
        if (isSlow(sign) && left > typicalMillis) {
            return Optional.of(new Slow(attempt, left, true, true, who + " is slow: " + soFar));
        }
        if (isNearEnd() && hasTypical && sign.watchedMillis() > typicalMillis && left > typicalMillis / 2) {
            return Optional.of(
                    new Slow(attempt, left, false, false, "the stage is near its end, and " + who + " is at " + soFar));
        }
        return Optional.empty();
    }

    /** Code that tells no progress until it is done is slow when it takes too long. */
    private boolean isSlow(Sign sign) {
        if (sign.rate() == 0) {
            return rates.length > 0 && sign.watchedMillis() > typicalMillis / SLOW_SHARE;
        }
        return rates.length > 1 && sign.rate() < SLOW_SHARE * median(rates);
    }

    private boolean isNearEnd() {
        boolean isAllAssigned = stage.count(TaskState.READY) + stage.count(TaskState.BLOCKED) == 0;
        return isAllAssigned && stage.count(TaskState.RUNNING) <= Math.max(1, END_SHARE * stage.size());
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }
}
