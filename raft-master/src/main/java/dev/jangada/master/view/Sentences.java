package dev.jangada.master.view;

import dev.jangada.coordinator.TaskId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Pieces of sentences. */
final class Sentences {
    private static final int NAMED = 20;

    private Sentences() {}

    static String task(TaskId task) {
        return JobView.label(task.kind(), task.index());
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }

    /** How long nobody led; a leader that never heard of another, since it has just started, does not know. */
    static String outage(long millis) {
        return millis == 0 ? "an unknown time (the master had just started)" : seconds(millis);
    }

    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    static String maps(List<Integer> maps, int count) {
        return list(maps.stream().map(map -> "map " + map).toList(), count);
    }

    /** The first of {@code names}, and how many of {@code count} are not named. */
    static String list(List<String> names, int count) {
        String named = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        int more = count - Math.min(NAMED, names.size());
        return more > 0 ? named + " and " + more + " more" : named;
    }
}
