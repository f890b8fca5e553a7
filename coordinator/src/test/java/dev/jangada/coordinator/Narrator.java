package dev.jangada.coordinator;

import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Caution;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.coordinator.state.Worker;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Tells events, replies and states in the words of a transcript. */
final class Narrator {
    private Narrator() {}

    /** The name of a record in kebab case, and its values. */
    static String tell(Record what) {
        StringJoiner line = new StringJoiner(" ").add(kebab(what.getClass().getSimpleName()));
        for (RecordComponent component : what.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(what);
                String told = value instanceof Boolean isSo ? claim(component.getName(), isSo) : value(value);
                if (!told.isEmpty()) {
                    line.add(told);
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }
        return line.toString();
    }

    /** {@code backup} if something is a backup, nothing if it is not. */
    private static String claim(String name, boolean isSo) {
        return isSo ? kebab(name.replaceFirst("^is", "")) : "";
    }

    static String tell(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return "= refused " + refused.code() + ": " + refused.message();
        }
        return "= " + tell((Record) reply);
    }

    private static String value(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? "" : value(optional.get());
        }
        if (value instanceof JobSpec spec) {
            return "'" + spec.name() + "' to " + spec.output().orElse("nowhere");
        }
        if (value instanceof PoisonRecord record) {
            return record.position() + " '" + record.where() + "'";
        }
        if (value instanceof Verdict verdict) {
            return verdict.kind() + " '" + verdict.sentence() + "'";
        }
        if (value instanceof Failure failure) {
            return failure.kind() + " '" + failure.message() + "'"
                    + failure.record().map(record -> " at " + value(record)).orElse("");
        }
        if (value instanceof WorkerProfile profile) {
            return "slots=" + profile.slots() + " at " + profile.address();
        }
        if (value instanceof PlanSummary plan) {
            return "maps=" + plan.maps() + " reduces=" + plan.reduces()
                    + (plan.deterministic() ? "" : " not deterministic") + (plan.publishes() ? "" : " not published");
        }
        if (value instanceof CounterSet set) {
            return set.values().isEmpty() ? "" : set.values().toString();
        }
        if (value instanceof PartFact part) {
            return part.name();
        }
        if (value instanceof List<?> list) {
            StringJoiner items = new StringJoiner(" ", "[", "]");
            list.forEach(item -> items.add(value(item)));
            return items.toString();
        }
        if (value instanceof AttemptResult result) {
            return "(" + tell((Record) result) + ")";
        }
        if (value instanceof String text) {
            return text.indexOf(' ') >= 0 ? "'" + text + "'" : text;
        }
        return String.valueOf(value);
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** A job in some lines. */
    static List<String> show(Job job) {
        List<String> lines = new ArrayList<>();
        lines.add(job + " " + job.state() + " outputs at version " + job.mapOutputsVersion() + ", attempts "
                + job.counts().started() + " failed " + job.counts().failed() + " lost "
                + job.counts().lost() + " live " + job.counts().live() + ", failovers " + job.failovers());
        job.verdict().ifPresent(verdict -> lines.add("  because " + verdict.sentence()));
        for (Stage stage : job.stages()) {
            StringJoiner line = new StringJoiner(" ");
            line.add("  " + stage.kind());
            for (int i = 0; i < stage.size(); i++) {
                String attempts = stage.task(i)
                        .map(task -> attempts(task.attempts()) + caution(task.caution()))
                        .orElse("");
                line.add(stage.state(i) + attempts);
            }
            lines.add(line.toString());
        }
        if (!job.counters().values().isEmpty()) {
            lines.add("  counters " + job.counters().values());
        }
        return lines;
    }

    private static String caution(Caution caution) {
        return (caution.runsAlone() ? " alone" : "")
                + (caution.skips().isEmpty() ? "" : " skips " + value(caution.skips()));
    }

    private static String attempts(List<Attempt> attempts) {
        StringJoiner told = new StringJoiner(" ", "(", ")");
        attempts.forEach(attempt -> told.add(attempt.state() + "@" + attempt.worker()));
        return told.toString();
    }

    static List<String> workers(ClusterState state) {
        List<String> lines = new ArrayList<>();
        for (Worker worker : state.workers()) {
            lines.add(
                    worker + " " + worker.state() + " attempts " + worker.live().size() + " needed outputs "
                            + worker.neededOutputs() + (worker.reason().isEmpty() ? "" : ": " + worker.reason()));
        }
        return lines;
    }

    static List<String> history(Job job) {
        List<String> lines = new ArrayList<>();
        for (HistoryEntry entry : job.history()) {
            lines.add("  " + entry.timeMillis() + " term " + entry.term() + " " + tell((Record) entry.what()));
        }
        return lines;
    }
}
