package dev.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.Arguments;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.client.jobs.WordCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordCountLinesTest {
    private static final Path SOURCE = Path.of("src/test/java/dev/jangada/client/jobs/WordCount.java");

    @Test
    void wordCountWithImportsSubmitAndWaitTakesAtMostFifteenLines() throws IOException {
        List<String> code = Files.readAllLines(SOURCE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("package "))
                .toList();
        assertThat(code).hasSizeBetween(10, 15);
        assertThat(code).allMatch(line -> line.length() <= 120);
    }

    @Test
    void itIsAWellDefinedJob() {
        assertThat(JobPlan.of(WordCount.class, Arguments.none()).isMapOnly()).isFalse();
    }
}
