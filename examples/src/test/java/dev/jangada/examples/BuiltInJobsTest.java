package dev.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.api.Arguments;
import dev.jangada.api.ByteSink;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Utf8;
import dev.jangada.api.plan.JobPlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuiltInJobsTest {

    @Test
    void everyListedJobCanBePlanned() throws ClassNotFoundException {
        assertThat(BuiltInJobs.all().keySet())
                .containsExactly(
                        "grep", "inverted-index", "link-graph", "maxtemp", "noop", "pause", "sort", "wordcount");
        for (BuiltInJobs.BuiltInJob job : BuiltInJobs.all().values()) {
            Arguments arguments = job.name().equals("grep") ? Arguments.of(Map.of("pattern", "x")) : Arguments.none();
            JobPlan plan = JobPlan.of(Class.forName(job.className()), arguments);

            assertThat(job.about()).isNotEmpty();
            for (String known : arguments.known()) {
                assertThat(job.arguments()).as(job.name()).contains("--arg " + known + "=");
            }
            assertThat(plan.deterministic()).isTrue();
        }
    }

    @Test
    void wrongArgumentsAreToldClearly() {
        assertRefused(new Grep(), Map.of(), "argument 'pattern' is missing");
        assertRefused(new Grep(), Map.of("pattern", "a(b"), "'a(b', which is no regular expression: Unclosed group");
        assertRefused(new Sort(), Map.of("key", "10"), "give --arg record=BYTES too");
        assertRefused(new Sort(), Map.of("record", "100", "key", "101"), "must be from 1 to the 100 bytes");
        assertRefused(new Sort(), Map.of("record", "0"), "must be from 1");
        assertRefused(new Pause(), Map.of("millis", "-1"), "must not be negative");
        assertRefused(new Noop(), Map.of("tasks", "0"), "1 to 1000000 tasks");
        assertRefused(new WordCount(), Map.of("pattern", "x"), "does not know the argument 'pattern'");
    }

    @Test
    void postingsSortByFileAndThenByNumber() {
        Posting[] sorted = {
            new Posting(Utf8.of("a"), 2),
            new Posting(Utf8.of("a"), 10),
            new Posting(Utf8.of("a.txt"), 1),
            new Posting(Utf8.of("ö"), 1 << 20)
        };
        byte[][] encoded = new byte[sorted.length][];
        for (int i = 0; i < sorted.length; i++) {
            ByteSink sink = new ByteSink(16);
            Posting.TYPE.encode(sorted[i], sink);
            encoded[i] = Arrays.copyOf(sink.bytes(), sink.length());
            assertThat(Posting.TYPE.decoder().decode(encoded[i], 0, encoded[i].length))
                    .isEqualTo(sorted[i]);
        }
        assertThat(List.of(encoded)).isSortedAccordingTo(Arrays::compareUnsigned);
        ByteSink text = new ByteSink(16);
        Posting.TYPE.render(encoded[1], 0, encoded[1].length, text);
        assertThat(new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8))
                .isEqualTo("a:10");
    }

    private static void assertRefused(JobDefinition job, Map<String, String> arguments, String message) {
        assertThatThrownBy(() -> JobPlan.of(job, Arguments.of(arguments)))
                .isInstanceOf(JobDefinitionException.class)
                .hasMessageContaining(message);
    }
}
