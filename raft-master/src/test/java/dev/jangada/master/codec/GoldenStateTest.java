package dev.jangada.master.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.protocol.v1.SavedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state that a version of this program has written into a snapshot is read as it was meant. */
class GoldenStateTest {
    private static final String KIND = "state";
    private static final String NEWEST = "v1";

    /** A state in which every component differs from its default; no cluster would ever be in it. */
    @BeforeAll
    static void create() throws Exception {
        ClusterImage image = (ClusterImage) new RecordFiller().fill(ClusterImage.class);
        GoldenFiles.createIfAsked(
                GoldenFiles.version(KIND, NEWEST).resolve("state.bin"),
                StateCodec.encode(image).toByteArray());
    }

    static Stream<Path> versions() throws Exception {
        return GoldenFiles.versions(KIND).stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void stateIsReadAsItWasMeant(Path version) throws Exception {
        SavedState saved = SavedState.parseFrom(Files.readAllBytes(version.resolve("state.bin")));
        ClusterImage image = StateCodec.decode(saved);
        GoldenFiles.check(version.resolve("state.txt"), image.toString());
        assertThat(StateCodec.decode(
                        SavedState.parseFrom(StateCodec.encode(image).toByteArray())))
                .isEqualTo(image);
    }
}
