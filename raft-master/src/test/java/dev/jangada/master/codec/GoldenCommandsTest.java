package dev.jangada.master.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.Command;
import dev.jangada.protocol.v1.LogEntry;
import dev.jangada.protocol.v1.LoggedCommand;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every log entry that a version of this program has written is read as it was meant. */
class GoldenCommandsTest {
    private static final String KIND = "log";

    /** The entry that this version writes: every kind of command, every field set. */
    @BeforeAll
    static void create() throws Exception {
        LogEntry entry = LogEntryCodec.encode(
                new LogEntryCodec.Origin("golden", 3, 1_700_000_000_000L, "m1", 9),
                SampleCommands.all().toList());
        GoldenFiles.createIfAsked(
                GoldenFiles.version(KIND, "v" + LogEntryCodec.FORMAT).resolve("entry.bin"), entry.toByteArray());
    }

    static Stream<Path> versions() throws Exception {
        return GoldenFiles.versions(KIND).stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void entryIsReadAsItWasMeant(Path version) throws Exception {
        LogEntry entry = LogEntryCodec.parse(ByteBuffer.wrap(Files.readAllBytes(version.resolve("entry.bin"))));
        assertThat("v" + entry.getFormat()).isEqualTo(version.getFileName().toString());
        List<String> lines = new ArrayList<>();
        for (LoggedCommand logged : entry.getCommandsList()) {
            Command command = CommandCodec.decode(logged);
            lines.add(command.toString());
        }
        GoldenFiles.check(version.resolve("entry.txt"), String.join("\n\n", lines));
    }

    @Test
    void formatOfThisVersionHasAGoldenFile() throws Exception {
        assertThat(versions().map(version -> version.getFileName().toString()))
                .as("run this test once with -Dgolden.update=true, and commit the new file")
                .contains("v" + LogEntryCodec.FORMAT);
    }
}
