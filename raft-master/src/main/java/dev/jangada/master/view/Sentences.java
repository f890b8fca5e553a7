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
