package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.state.Limits;
import java.util.Optional;

/** Whether a submitted job is within bounds. Says what is wrong first of all, in a sentence. */
final class SpecCheck {
    private static final int TOKEN_LENGTH = 200;
    private static final int NAME_LENGTH = 200;
    private static final int DEFINITION_LENGTH = 500;
    private static final int ARTIFACTS = 100;
    private static final int DIGEST_LENGTH = 64;
    private static final int ARGUMENTS = 1_000;
    private static final int KEY_LENGTH = 200;
    private static final int VALUE_LENGTH = 65_536;
    private static final int INPUTS = 10_000;
    private static final int PATH_LENGTH = 4_096;
    private static final int TOTAL_LENGTH = 1 << 20;

    private long total;
    private Optional<String> wrong = Optional.empty();

    private SpecCheck() {}

    /** What is wrong, if anything is. */
    static Optional<String> wrong(String token, JobSpec spec) {
        SpecCheck check = new SpecCheck();
        check.text("the token", token, 1, TOKEN_LENGTH);
        check.text("the job's name", spec.name(), 0, NAME_LENGTH);
        check.text("the job's definition", spec.definition(), 1, DEFINITION_LENGTH);
        check.lists(spec);
        spec.output().ifPresent(output -> check.text("the output", output, 1, PATH_LENGTH));
        check.that(check.total <= TOTAL_LENGTH, "the job's texts have more than " + TOTAL_LENGTH + " characters");
        check.options(spec.options());
        return check.wrong;
    }

    private void lists(JobSpec spec) {
        that(spec.artifacts().size() <= ARTIFACTS, "a job has at most " + ARTIFACTS + " jars");
        for (String digest : spec.artifacts()) {
            that(isDigest(digest), "a jar is named by its SHA-256 digest, 64 lower-case hex digits");
            total += digest.length();
        }
        that(spec.arguments().size() <= ARGUMENTS, "a job has at most " + ARGUMENTS + " arguments");
        for (JobSpec.Argument argument : spec.arguments()) {
            text("the name of an argument", argument.key(), 1, KEY_LENGTH);
            text("the value of an argument", argument.value(), 0, VALUE_LENGTH);
        }
        that(
                spec.inputs().size() <= INPUTS,
                "a job has at most " + INPUTS + " inputs: name directories or globs instead");
        for (JobSpec.Input input : spec.inputs()) {
            text("an input", input.path(), 1, PATH_LENGTH);
            text("an input", input.displayName(), 0, PATH_LENGTH);
        }
    }

    private void options(JobSpec.Options options) {
        within("the number of reducers", options.reducers(), 0, Limits.REDUCES_PER_JOB);
        within("the failure budget", options.failureBudget(), 1, Limits.BUDGET_PER_TASK);
        within("the loss budget", options.lossBudget(), 1, Limits.BUDGET_PER_TASK);
        if (options.attemptTimeoutMillis() != 0) {
            within(
                    "the attempt timeout in ms",
                    options.attemptTimeoutMillis(),
                    Limits.ATTEMPT_TIMEOUT_MILLIS_LEAST,
                    Limits.JOB_TIME_MILLIS);
        }
        within("the deadline in ms", options.deadlineMillis(), 0, Limits.JOB_TIME_MILLIS);
        within("the number of skippable records", options.skippableRecords(), 0, Integer.MAX_VALUE);
    }

    private void text(String what, String text, int shortest, int longest) {
        total += text.length();
        if (text.length() < shortest || text.length() > longest) {
            that(false, what + " has " + text.length() + " characters: it must have " + shortest + " to " + longest);
        }
    }

    private void within(String what, long value, long least, long most) {
        if (value < least || value > most) {
            that(false, what + " is " + value + ": it must be " + least + " to " + most);
        }
    }

    private void that(boolean condition, String sentence) {
        if (!condition && wrong.isEmpty()) {
            wrong = Optional.of(sentence);
        }
    }

    private static boolean isDigest(String digest) {
        boolean hex = digest.length() == DIGEST_LENGTH;
        for (int i = 0; hex && i < DIGEST_LENGTH; i++) {
            char c = digest.charAt(i);
            hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return hex;
    }
}
