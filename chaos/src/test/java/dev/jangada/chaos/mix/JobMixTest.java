package dev.jangada.chaos.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.check.Expectation.OutputCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobMixTest {
    @TempDir
    private Path directory = Path.of("");

    private List<String> kinds(long seed) throws IOException {
        JobMix mix = new JobMix(directory, file -> file, 1);
        Random random = new Random(seed);
        return Stream.generate(() -> mix.draw(random))
                .limit(60)
                .flatMap(List::stream)
                .map(MixedJob::token)
                .toList();
    }

    @Test
    void aSeedDeterminesTheJobsAndAllKindsCome() throws IOException {
        assertThat(kinds(4)).isEqualTo(kinds(4)).doesNotHaveDuplicates();
        for (String kind : List.of("count", "sort", "grep", "small", "cancelled", "broken", "random")) {
            assertThat(kinds(4)).anyMatch(token -> token.startsWith(kind + "-"));
        }
    }

    private Path output(String... parts) throws IOException {
        Path output = Files.createTempDirectory(directory, "out");
        for (int i = 0; i < parts.length; i++) {
            Files.writeString(output.resolve("part-r-0000" + i), parts[i]);
        }
        Files.writeString(output.resolve("_SUCCESS"), "");
        return output;
    }

    @Test
    void countsAreComparedAsAWhole() throws IOException {
        OutputCheck check = Outputs.counts(Map.of("a", 2L, "b", 1L));
        assertThat(check.problem(output("b\t1\n", "a\t2\n"))).isEmpty();
        assertThat(check.problem(output("a\t2\n")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("1 of 2 counts", "b is 0 and not 1"));
        assertThat(check.problem(output("a\t2\nb\t1\n", "a\t2\n")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("'a' is there twice"));
        assertThat(check.problem(output("no count\n"))).isPresent();
        assertThat(check.problem(directory.resolve("missing"))).isPresent();
    }

    @Test
    void textsAreComparedByteForByteInTheOrderOfTheParts() throws IOException {
        OutputCheck check = Outputs.text("a\nb\n");
        assertThat(check.problem(output("a\n", "b\n"))).isEmpty();
        assertThat(check.problem(output("b\n", "a\n")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("byte 0"));
    }

    @Test
    void totalsIgnoreKeys() throws IOException {
        assertThat(Outputs.total(5).problem(output("x\t2\n", "y\t3\n"))).isEmpty();
        assertThat(Outputs.total(5).problem(output("x\t2\n"))).isPresent();
    }
}
