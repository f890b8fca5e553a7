package dev.jangada.chaos.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChaosDocumentationTest {
    @Test
    void theExampleInTheDocumentationIsTheTestThatRuns() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/jangada/chaos/junit/WordCountUnderChaosIT.java"));
        String example = source.substring(source.indexOf("class WordCountUnderChaosIT"));
        assertThat(Files.readString(Path.of("../docs/chaos.md"))).contains("```java\n" + example + "```");
    }
}
