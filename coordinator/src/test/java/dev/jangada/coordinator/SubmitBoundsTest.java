package dev.jangada.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.state.ClusterState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of a submitted job holds exactly: what is at it is accepted, what is one beyond it is refused by name. */
class SubmitBoundsTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final long YEAR_MILLIS = 365L * 24 * 3_600_000;

    /** What is submitted with the token "t" and nothing else in it. */
    private static final JobSpec SMALL =
            new JobSpec("n", "builtin:n", List.of(), List.of(), List.of(), Optional.empty(), JobSpec.Options.DEFAULT);

    private static Reply submit(String token, JobSpec spec) {
        return new Coordinator(new ClusterState())
                .apply(new Stamp(1, 1, 1_000), new Command.SubmitJob(token, spec))
                .reply();
    }

    private static void assertRefused(Reply reply, String why) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(Refusal.INVALID));
        assertThat(((Reply.Refused) reply).message()).contains(why);
    }

    private record Bound(String what, int least, int most, IntFunction<Command.SubmitJob> ofSize) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Bound bound(String what, int least, int most, IntFunction<JobSpec> ofSize) {
        return new Bound(what, least, most, size -> new Command.SubmitJob("t", ofSize.apply(size)));
    }

    static Stream<Bound> bounds() {
        return Stream.of(
                new Bound("the token", 1, 200, size -> new Command.SubmitJob("t".repeat(size), SMALL)),
                bound("the job's name", 0, 200, size -> named("n".repeat(size), "builtin:n")),
                bound("the job's definition", 1, 500, size -> named("n", "d".repeat(size))),
                bound("the output", 1, 4_096, size -> holding(List.of(), List.of(), Optional.of("o".repeat(size)))),
                bound("at most 100 jars", 0, 100, size -> jars(Collections.nCopies(size, DIGEST))),
                bound("at most 1000 arguments", 0, 1_000, size -> arguments(size, "k", "v")),
                bound("the name of an argument", 1, 200, size -> arguments(1, "k".repeat(size), "v")),
                bound("the value of an argument", 0, 65_536, size -> arguments(1, "k", "v".repeat(size))),
                bound("at most 10000 inputs", 0, 10_000, size -> inputs(size, "p", "d")),
                bound("an input", 1, 4_096, size -> inputs(1, "p".repeat(size), "d")),
                bound("an input", 0, 4_096, size -> inputs(1, "p", "d".repeat(size))),
                bound("the job's texts", 0, 1 << 20, SubmitBoundsTest::ofTexts));
    }

    private static JobSpec named(String name, String definition) {
        return new JobSpec(
                name, definition, List.of(), List.of(), List.of(), Optional.empty(), JobSpec.Options.DEFAULT);
    }

    private static JobSpec holding(
            List<JobSpec.Argument> arguments, List<JobSpec.Input> inputs, Optional<String> output) {
        return new JobSpec("n", "builtin:n", List.of(), arguments, inputs, output, JobSpec.Options.DEFAULT);
    }

    private static JobSpec jars(List<String> digests) {
        return new JobSpec("n", "builtin:n", digests, List.of(), List.of(), Optional.empty(), JobSpec.Options.DEFAULT);
    }

    private static JobSpec arguments(int count, String key, String value) {
        return holding(Collections.nCopies(count, new JobSpec.Argument(key, value)), List.of(), Optional.empty());
    }

    private static JobSpec inputs(int count, String path, String displayName) {
        return holding(List.of(), Collections.nCopies(count, new JobSpec.Input(path, displayName)), Optional.empty());
    }

    /** With every kind of text, {@code length} characters in all with those of the token. */
    private static JobSpec ofTexts(int length) {
        int others = "t".length() + "n".length() + "builtin:n".length() + DIGEST.length() + "pdo".length();
        int left = Math.max(0, length - others);
        int arguments = left / 65_537;
        String rest = "v".repeat(Math.max(0, left % 65_537 - 1));
        List<JobSpec.Argument> all =
                new ArrayList<>(Collections.nCopies(arguments, new JobSpec.Argument("k", "v".repeat(65_536))));
        all.add(new JobSpec.Argument("k", rest));
        return new JobSpec(
                "n",
                "builtin:n",
                List.of(DIGEST),
                all,
                List.of(new JobSpec.Input("p", "d")),
                Optional.of("o"),
                JobSpec.Options.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void lengthsAndNumbersAreBounded(Bound bound) {
        assertThat(apply(bound, bound.least())).isInstanceOf(Reply.JobAccepted.class);
        assertThat(apply(bound, bound.most())).isInstanceOf(Reply.JobAccepted.class);
        assertRefused(apply(bound, bound.most() + 1), bound.what());
        if (bound.least() > 0) {
            assertRefused(apply(bound, bound.least() - 1), bound.what());
        }
    }

    private static Reply apply(Bound bound, int size) {
        Command.SubmitJob command = bound.ofSize().apply(size);
        return submit(command.token(), command.spec());
    }

    @Test
    void aJarIsNamedByADigest() {
        for (char edge : new char[] {'0', '9', 'a', 'f'}) {
            assertThat(submit("t", jars(List.of(DIGEST.substring(1) + edge)))).isInstanceOf(Reply.JobAccepted.class);
        }
        for (char beyond : new char[] {'/', ':', '`', 'g', 'A'}) {
            assertRefused(submit("t", jars(List.of(DIGEST.substring(1) + beyond))), "SHA-256");
        }
        assertRefused(submit("t", jars(List.of('x' + DIGEST.substring(1)))), "SHA-256");
        assertRefused(submit("t", jars(List.of(DIGEST.substring(1)))), "SHA-256");
        assertRefused(submit("t", jars(List.of(DIGEST + "0"))), "SHA-256");
    }

    private record Option(String what, long least, long most, LongFunction<JobSpec.Options> of) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Option> options() {
        return Stream.of(
                new Option("the number of reducers", 0, 100_000, n -> options(n, 4, 100, 0, 0)),
                new Option("the failure budget", 1, 1_000, n -> options(0, n, 100, 0, 0)),
                new Option("the loss budget", 1, 1_000, n -> options(0, 4, n, 0, 0)),
                new Option("the attempt timeout", 1_000, YEAR_MILLIS, n -> options(0, 4, 100, n, 0)),
                new Option("the deadline", 0, YEAR_MILLIS, n -> options(0, 4, 100, 0, n)));
    }

    private static JobSpec.Options options(long reducers, long failures, long losses, long timeout, long deadline) {
        return new JobSpec.Options((int) reducers, false, (int) failures, (int) losses, true, timeout, deadline, 0);
    }

    @ParameterizedTest
    @MethodSource("options")
    void optionsAreBounded(Option option) {
        assertThat(submit("t", with(option, option.least()))).isInstanceOf(Reply.JobAccepted.class);
        assertThat(submit("t", with(option, option.most()))).isInstanceOf(Reply.JobAccepted.class);
        assertRefused(submit("t", with(option, option.most() + 1)), option.what());
        assertRefused(submit("t", with(option, option.least() - 1)), option.what());
    }

    private static JobSpec with(Option option, long value) {
        return new JobSpec(
                "n",
                "builtin:n",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                option.of().apply(value));
    }
}
