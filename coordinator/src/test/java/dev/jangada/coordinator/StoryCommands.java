package dev.jangada.coordinator;

import dev.jangada.api.JobId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The commands of the core in the words of a transcript. */
final class StoryCommands {
    private StoryCommands() {}

    /** One command; {@code words} begin with its verb. */
    static Command parse(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "submit" -> submit(rest);
            case "cancel" -> new Command.CancelJob(new JobId(rest.get(0)), text(rest, 1));
            case "expire" -> new Command.ExpireJob(new JobId(rest.get(0)));
            case "forget" -> new Command.ForgetJob(new JobId(rest.get(0)));
            case "register" -> register(rest);
            case "drain" -> new Command.DrainWorker(new WorkerId(rest.get(0)));
            case "fence-with-log" ->
                new Command.FenceWorker(
                        worker(rest.get(0)), "silent", List.of(new LogTail(attempt(rest.get(1)), text(rest, 2))));
            case "fence" -> new Command.FenceWorker(worker(rest.get(0)), text(rest, 1));
            case "retire" -> new Command.RetireWorker(new WorkerId(rest.get(0)));
            case "assign" -> new Command.AssignAttempt(task(rest.get(0)), worker(rest.get(1)), "free");
            case "back-up" -> new Command.AssignAttempt(task(rest.get(0)), worker(rest.get(1)), "it is slow", true);
            case "lost" -> lost(rest, Trouble.MISSING);
            case "corrupt" -> lost(rest, Trouble.CORRUPT);
            case "unreached" -> lost(rest, Trouble.UNREACHABLE);
            default -> ofAttempt(words.get(0), attempt(rest.get(0)), worker(rest.get(1)), rest.subList(2, rest.size()));
        };
    }

    private static Command lost(List<String> words, Trouble trouble) {
        return new Command.ReportOutputLost(
                attempt(words.get(0)), worker(words.get(1)), attempt(words.get(2)), trouble, text(words, 3));
    }

    private static Command ofAttempt(String verb, AttemptId attempt, WorkerRef worker, List<String> rest) {
        return switch (verb) {
            case "start" -> new Command.StartAttempt(attempt, worker);
            case "splits" -> splits(attempt, worker, rest);
            case "plan" -> new Command.CommitAttempt(attempt, worker, new AttemptResult.Planned(plan(rest)));
            case "map" -> new Command.CommitAttempt(attempt, worker, mapped(attempt, rest));
            case "reduce" -> new Command.CommitAttempt(attempt, worker, reduced(attempt, rest));
            case "done" -> new Command.CommitAttempt(attempt, worker, new AttemptResult.Done());
            case "fail" ->
                new Command.FailAttempt(
                        attempt, worker, new Failure(Failure.Kind.valueOf(rest.get(0)), text(rest, 1), "log"));
            case "time-out" -> new Command.TimeOutAttempt(attempt, worker, Long.parseLong(rest.get(0)), "log");
            case "fail-at" ->
                new Command.FailAttempt(
                        attempt,
                        worker,
                        new Failure(
                                Failure.Kind.valueOf(rest.get(0)),
                                text(rest, 2),
                                "log",
                                Optional.of(new PoisonRecord(Long.parseLong(rest.get(1)), "record " + rest.get(1)))));
            case "release" -> new Command.ReleaseAttempt(attempt, worker, text(rest, 0));
            default -> throw new IllegalArgumentException("no such command: " + verb);
        };
    }

    /** Two workers and job-1, planned as {@code words} say. */
    static List<Command> setup(List<String> words) {
        List<Command> commands = new ArrayList<>();
        commands.add(parse(List.of("register", "w1", "a")));
        commands.add(parse(List.of("register", "w2", "b")));
        List<String> submit = new ArrayList<>(List.of("submit", "t1"));
        submit.addAll(words);
        commands.add(parse(submit));
        commands.add(parse(List.of("assign", "job-1/plan/0", "w1@1")));
        List<String> splits = new ArrayList<>(List.of("splits", "job-1/plan/0/0", "w1@1", "0"));
        for (int i = 0; i < number(words, "maps", 0); i++) {
            splits.add("split" + i);
        }
        commands.add(parse(splits));
        List<String> plan = new ArrayList<>(List.of("plan", "job-1/plan/0/0", "w1@1"));
        plan.addAll(words);
        commands.add(parse(plan));
        return commands;
    }

    private static Command submit(List<String> words) {
        String token = words.get(0);
        String output = value(words, "output", "/out/" + token);
        JobSpec.Options options = new JobSpec.Options(
                number(words, "reducers", 0),
                false,
                number(words, "failures", 4),
                number(words, "losses", 100),
                !words.contains("no-backups"),
                number(words, "timeout", 600_000),
                number(words, "deadline", 0),
                number(words, "skip", 0));
        JobSpec spec = new JobSpec(
                value(words, "name", "count"),
                "builtin:wordcount",
                List.of(),
                List.of(),
                List.of(new JobSpec.Input("/in", "in")),
                output.equals("-") ? Optional.empty() : Optional.of(output),
                options);
        return new Command.SubmitJob(token, spec);
    }

    private static Command register(List<String> words) {
        WorkerProfile profile = new WorkerProfile(
                value(words, "address", words.get(0) + ":1"), "machine", "/tmp", number(words, "slots", 2), "test");
        return new Command.RegisterWorker(new WorkerId(words.get(0)), words.get(1), profile);
    }

    private static Command splits(AttemptId attempt, WorkerRef worker, List<String> words) {
        List<Blob> splits = new ArrayList<>();
        for (String split : words.subList(1, words.size())) {
            splits.add(Blob.copyOf(split.getBytes(StandardCharsets.UTF_8)));
        }
        return new Command.AddSplits(attempt, worker, Integer.parseInt(words.get(0)), splits);
    }

    private static PlanSummary plan(List<String> words) {
        return new PlanSummary(
                number(words, "maps", 0),
                number(words, "reduces", 0),
                !words.contains("random"),
                !words.contains("unpublished") && !words.contains("output=-"),
                Blob.EMPTY,
                1,
                100);
    }

    private static AttemptResult mapped(AttemptId attempt, List<String> words) {
        boolean part = words.contains("part");
        return new AttemptResult.Mapped(
                counters(words), part ? 0 : 10, part ? Optional.of(part("part-m", attempt)) : Optional.empty());
    }

    private static AttemptResult reduced(AttemptId attempt, List<String> words) {
        return new AttemptResult.Reduced(counters(words), part("part-r", attempt), number(words, "version", 0));
    }

    private static PartFact part(String prefix, AttemptId attempt) {
        return new PartFact(
                String.format(Locale.ROOT, "%s-%05d", prefix, attempt.task().index()), 1, 10, 0);
    }

    private static CounterSet counters(List<String> words) {
        TreeMap<String, Long> values = new TreeMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            if (colon > 0) {
                values.put(word.substring(0, colon), Long.valueOf(word.substring(colon + 1)));
            }
        }
        return new CounterSet(values);
    }

    private static TaskId task(String text) {
        String[] parts = text.split("/");
        return new TaskId(
                new JobId(parts[0]), TaskKind.valueOf(parts[1].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[2]));
    }

    private static AttemptId attempt(String text) {
        int slash = text.lastIndexOf('/');
        return task(text.substring(0, slash)).attempt(Integer.parseInt(text.substring(slash + 1)));
    }

    private static WorkerRef worker(String text) {
        int at = text.indexOf('@');
        return new WorkerRef(new WorkerId(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
    }

    private static String text(List<String> words, int from) {
        return String.join(" ", words.subList(Math.min(from, words.size()), words.size()));
    }

    private static int number(List<String> words, String key, int otherwise) {
        return Integer.parseInt(value(words, key, String.valueOf(otherwise)));
    }

    private static String value(List<String> words, String key, String otherwise) {
        for (String word : words) {
            if (word.startsWith(key + "=")) {
                return word.substring(key.length() + 1);
            }
        }
        return otherwise;
    }
}
