package dev.jangada.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.state.TransitionWatcher;
import dev.jangada.coordinator.state.Transitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every transcript; {@code -Dtranscripts.update=true} writes what the core says into them, for review. */
class TranscriptTest {
    private static final boolean UPDATE = Boolean.getBoolean("transcripts.update");

    static List<Path> transcripts() {
        return Transcripts.all();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void coreSaysWhatTheTranscriptSays(Path file) throws IOException {
        String expected = Transcripts.read(file);
        String actual = new Story(TransitionWatcher.NONE).play(expected);
        if (UPDATE) {
            Files.writeString(file, actual);
        }
        assertThat(actual)
                .as("%s; rewrite it with -Dtranscripts.update=true and review the difference", file)
                .isEqualTo(UPDATE ? actual : expected);
    }

    @Test
    void transcriptsTakeEveryTransition() {
        Set<String> taken = new LinkedHashSet<>();
        for (Path file : Transcripts.all()) {
            new Story(edge -> taken.add(edge.toString())).play(Transcripts.read(file));
        }
        for (Transitions<?> table : Transitions.all()) {
            for (Transitions.Edge<?> edge : table.edges()) {
                assertThat(taken).as("no transcript takes this transition").contains(edge.toString());
            }
        }
    }
}
