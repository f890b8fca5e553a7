package dev.jangada.coordinator;

import static java.util.stream.Collectors.joining;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Invariants;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.MapOutputChange;
import dev.jangada.coordinator.state.TransitionWatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plays a transcript. Lines that begin with {@code $} are commands, in the words of {@link StoryCommands}; what follows
 * up to the next one is what they are expected to give: an event a line, then the reply. {@code #} begins prose. After
 * each command the invariants are checked, and the state is written to an image and read again.
 */
final class Story {
    private static final long FIRST_MILLIS = 1_000;

    private final List<String> lines = new ArrayList<>();
    private final Coordinator coordinator;
    private long term = 1;
    private long index;
    private long millis = FIRST_MILLIS;

    Story(TransitionWatcher watcher) {
        this.coordinator = new Coordinator(new ClusterState(watcher));
    }

    /** The transcript with what the core really says. */
    String play(String transcript) {
        for (String line : transcript.split("\n", -1)) {
            if (line.startsWith("$ ")) {
                lines.add(line);
                command(Arrays.asList(line.substring(2).trim().split(" +")));
            } else if (line.startsWith("#") || line.isEmpty()) {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }

    private void command(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        switch (words.get(0)) {
            case "clock" -> millis += Long.parseLong(rest.get(0));
            case "recovered" -> term = Generations.termBefore(Generations.of(term) + 1);
            case "term" -> {
                term++;
                apply(new Command.BeginTerm(rest.get(0), Long.parseLong(rest.get(1))), true);
            }
            case "same-term" -> apply(new Command.BeginTerm(rest.get(0), 0), true);
            case "stale" -> {
                List<Reply> replies = coordinator.refuseStale(
                        stamp(), Long.parseLong(rest.get(0)), List.of(new Command.DrainWorker(new WorkerId("w1"))));
                replies.forEach(reply -> lines.add(Narrator.tell(reply)));
            }
            case "show" -> lines.addAll(Narrator.show(job(rest.get(0))));
            case "workers" -> lines.addAll(Narrator.workers(coordinator.state()));
            case "history" -> lines.addAll(Narrator.history(job(rest.get(0))));
            case "outputs-since" -> {
                List<MapOutputChange> changes = job(rest.get(0)).mapOutputsSince(Long.parseLong(rest.get(1)));
                changes.forEach(change -> lines.add("  " + Narrator.tell(change)));
            }
            case "setup" -> {
                StoryCommands.setup(rest).forEach(each -> apply(each, false));
                lines.addAll(Narrator.show(job("job-1")));
            }
            case "times" -> {
                for (int i = 0; i < Integer.parseInt(rest.get(0)); i++) {
                    List<String> again = new ArrayList<>(rest.subList(1, rest.size()));
                    int round = i;
                    again.replaceAll(word -> word.replace("{i}", String.valueOf(round)));
                    apply(StoryCommands.parse(again), false);
                }
                lines.add("  ...");
            }
            default -> apply(StoryCommands.parse(words), true);
        }
    }

    private void apply(Command command, boolean told) {
        index++;
        Decision decision = coordinator.apply(stamp(), command);
        if (told) {
            decision.events().forEach(event -> lines.add("  " + Narrator.tell((Record) event)));
            lines.add("  " + Narrator.tell(decision.reply()));
        }
        if (told) {
            check(command, decision);
        }
    }

    private void check(Command command, Decision decision) {
        ClusterState state = coordinator.state();
        Invariants.check(state);
        if (state.hash() != ClusterState.of(state.image()).hash()) {
            String events = decision.events().stream().map(Event::toString).collect(joining("\n"));
            throw new AssertionError("the image misses something after " + command + "\n" + events);
        }
    }

    private Stamp stamp() {
        return new Stamp(term, index, millis);
    }

    private Job job(String id) {
        return coordinator.state().job(new JobId(id)).orElseThrow();
    }
}
