package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Limits;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a result fits its task and its job's plan. A worker whose result does not fit is expected to fail the attempt
 * with the sentence that it gets from here.
 */
final class ResultCheck implements AttemptResult.Visitor<Optional<String>> {
    private static final int NAME_LENGTH = 200;

    private final Job job;
    private final AttemptId attempt;
    private final TaskKind kind;

    private ResultCheck(Job job, AttemptId attempt) {
        this.job = job;
        this.attempt = attempt;
        this.kind = attempt.task().kind();
    }

    /** What is wrong, if anything is. */
    static Optional<String> wrong(Job job, AttemptId attempt, AttemptResult result) {
        Optional<String> wrong = result.accept(new ResultCheck(job, attempt));
        return wrong.isPresent() ? wrong : wrong(job, result.counters());
    }

    private static Optional<String> wrong(Job job, CounterSet counters) {
        if (counters.values().size() > Limits.COUNTERS_PER_ATTEMPT) {
            return Optional.of("an attempt has at most " + Limits.COUNTERS_PER_ATTEMPT + " counters");
        }
        int fresh = 0;
        for (String name : counters.values().keySet()) {
            if (name.isEmpty() || name.length() > NAME_LENGTH) {
                return Optional.of("the name of a counter has 1 to " + NAME_LENGTH + " characters");
            }
            fresh += job.hasCounter(name) ? 0 : 1;
        }
        return job.counterNames() + fresh > Limits.COUNTERS_PER_JOB
                ? Optional.of("a job has at most " + Limits.COUNTERS_PER_JOB + " different counters")
                : Optional.empty();
    }

    @Override
    public Optional<String> planned(AttemptResult.Planned result) {
        PlanSummary plan = result.plan();
        if (kind != TaskKind.PLAN) {
            return wrongKind("a plan");
        }
        if (plan.maps() != job.splits().size()) {
            return Optional.of(
                    "the plan has " + plan.maps() + " maps, and " + job.splits().size() + " splits were added");
        }
        if (plan.reduces() < 0 || plan.reduces() > Limits.REDUCES_PER_JOB) {
            return Optional.of(
                    "the plan has " + plan.reduces() + " reduces: it may have 0 to " + Limits.REDUCES_PER_JOB);
        }
        if (plan.maps() + (long) plan.reduces() > Limits.TASKS_PER_JOB) {
            return Optional.of("the plan has more than " + Limits.TASKS_PER_JOB + " tasks: make splits larger");
        }
        if (plan.publishes() && job.spec().output().isEmpty()) {
            return Optional.of("the plan publishes, and the job has no output");
        }
        if (plan.shared().size() > Limits.SHARED_BYTES) {
            return Optional.of("the plan shares " + plan.shared().size() + " bytes with every task: at most "
                    + Limits.SHARED_BYTES);
        }
        return plan.inputFiles() < 0 || plan.inputBytes() < 0
                ? Optional.of("the plan counts a negative input")
                : Optional.empty();
    }

    @Override
    public Optional<String> mapped(AttemptResult.Mapped result) {
        if (kind != TaskKind.MAP) {
            return wrongKind("a map output");
        }
        if (result.outputBytes() < 0) {
            return Optional.of("the map output has a negative length");
        }
        PlanSummary plan = job.plan().orElseThrow();
        boolean makesPart = plan.reduces() == 0 && plan.publishes();
        if (result.part().isPresent() != makesPart) {
            return Optional.of(
                    makesPart ? "a map of a job without reduces makes a part" : "a map of this job makes no part");
        }
        return result.part().flatMap(part -> wrong("part-m", part));
    }

    @Override
    public Optional<String> reduced(AttemptResult.Reduced result) {
        if (kind != TaskKind.REDUCE) {
            return wrongKind("a reduce output");
        }
        long version = job.mapOutputsVersion();
        boolean read = result.consumedVersion() >= 0 && result.consumedVersion() <= version;
        if (!read) {
            return Optional.of(
                    "it read version " + result.consumedVersion() + " of the map outputs, and there are " + version);
        }
        if (!job.isDeterministic() && result.consumedVersion() != version) {
            return Optional.of("it read version " + result.consumedVersion()
                    + " of map outputs that are not deterministic, and there is version " + version);
        }
        boolean publishes = job.plan().orElseThrow().publishes();
        return publishes ? wrong("part-r", result.part()) : Optional.empty();
    }

    @Override
    public Optional<String> done(AttemptResult.Done result) {
        return kind == TaskKind.PUBLISH || kind == TaskKind.ABORT ? Optional.empty() : wrongKind("nothing");
    }

    /** A part is named by its task, so that no two tasks ever make the same; a suffix such as {@code .gz} may follow. */
    private Optional<String> wrong(String prefix, PartFact part) {
        String name =
                String.format(Locale.ROOT, "%s-%05d", prefix, attempt.task().index());
        boolean named = part.name().equals(name)
                || (part.name().startsWith(name + ".")
                        && isPlain(part.name())
                        && part.name().length() <= NAME_LENGTH);
        if (!named) {
            return Optional.of("the part is named '" + Limits.cut(part.name(), NAME_LENGTH) + "': it must be " + name);
        }
        return part.records() < 0 || part.bytes() < 0
                ? Optional.of("the part " + name + " has a negative size")
                : Optional.empty();
    }

    private static boolean isPlain(String name) {
        return name.indexOf('/') < 0 && name.indexOf('\\') < 0 && name.indexOf('\0') < 0;
    }

    private Optional<String> wrongKind(String what) {
        return Optional.of(attempt + " commits " + what + ", and is a " + kind + " attempt");
    }
}
