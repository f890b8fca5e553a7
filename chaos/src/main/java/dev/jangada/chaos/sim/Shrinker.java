package dev.jangada.chaos.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes a failing schedule small: takes out faults, chance decisions, jobs, workers and masters as long as the same check
 * still fails. Lists are cut by delta debugging (Zeller and Hildebrandt, TSE 2002).
 */
public final class Shrinker {
    private final Check check;
    private final int budget;
    private int runs;

    private Shrinker(Check check, int budget) {
        this.check = check;
        this.budget = budget;
    }

    /**
     * The smallest schedule found that fails the same check.
     *
     * @param budget how many runs it may take at most
     */
    public static Schedule shrink(Campaign.Failure failure, int budget) {
        return new Shrinker(failure.violation().check(), budget).shrink(failure.schedule());
    }

    private Schedule shrink(Schedule schedule) {
        Schedule smallest = explicit(schedule);
        for (String before = ""; !before.equals(ScheduleText.write(smallest)) && runs < budget; ) {
            before = ScheduleText.write(smallest);
            Schedule base = smallest;
            smallest = base.withFaults(cut(base.faults(), base::withFaults));
            Schedule faulted = smallest;
            smallest = faulted.withJobs(cut(faulted.jobs(), faulted::withJobs));
            Schedule fewer = smallest;
            List<Map.Entry<Long, Choice>> made = new ArrayList<>(fewer.choices().entrySet());
            if (fewer.isExplicit()) {
                smallest = fewer.withChoices(map(cut(made, some -> fewer.withChoices(map(some)))));
            }
            smallest = withFewerNodes(smallest);
        }
        return smallest;
    }

    private Schedule withFewerNodes(Schedule schedule) {
        Schedule smallest = schedule;
        while (smallest.workers() > 1) {
            Schedule fewer = smallest.withSlots(smallest.slots().subList(0, smallest.workers() - 1));
            if (!fails(fewer)) {
                break;
            }
            smallest = fewer;
        }
        while (smallest.masters() > 1) {
            Schedule fewer = smallest.withMasters(smallest.masters() == 5 ? 3 : 1);
            if (!fails(fewer)) {
                break;
            }
            smallest = fewer;
        }
        return smallest;
    }

    /** The same schedule with the chance decisions that it made written out, if it then still fails. */
    private Schedule explicit(Schedule schedule) {
        if (schedule.isExplicit()) {
            return schedule;
        }
        Schedule written = schedule.withChoices(
                new LinkedHashMap<>(Simulation.run(schedule).choices()));
        return fails(written) ? written : schedule;
    }

    private static Map<Long, Choice> map(List<Map.Entry<Long, Choice>> entries) {
        Map<Long, Choice> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }

    private <T> List<T> cut(List<T> all, Function<List<T>, Schedule> with) {
        List<T> kept = new ArrayList<>(all);
        int pieces = 2;
        while (!kept.isEmpty() && pieces <= kept.size() * 2 && runs < budget) {
            int size = Math.max(1, kept.size() / pieces);
            boolean isCut = false;
            for (int at = 0; at < kept.size() && runs < budget; ) {
                List<T> rest = new ArrayList<>(kept.subList(0, at));
                rest.addAll(kept.subList(Math.min(kept.size(), at + size), kept.size()));
                if (fails(with.apply(rest))) {
                    kept = rest;
                    isCut = true;
                } else {
                    at += size;
                }
            }
            if (size == 1 && !isCut) {
                break;
            }
            pieces *= 2;
        }
        return kept;
    }

    private boolean fails(Schedule schedule) {
        runs++;
        return Simulation.run(schedule)
                .violation()
                .filter(found -> found.check() == check)
                .isPresent();
    }
}
