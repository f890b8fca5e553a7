package dev.jangada.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file of that name holds: it is the manifest that writes these very bytes, or it is damaged. */
class ManifestFuzzTest {
    static Stream<byte[]> files() {
        PartSummary part = new PartSummary("part-r-00000", 0, 7, 1L << 40, -1);
        return Stream.of(
                new byte[0],
                ManifestJson.encode(new Manifest("c", "job-1", "builtin:x", List.of())),
                ManifestJson.encode(new Manifest("c", "job-1", "builtin:x", List.of(part))));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "2m")
    void manifest(byte[] bytes) throws IOException {
        Path directory = Files.createTempDirectory("fuzz");
        Path file = directory.resolve("_manifest.json");
        try {
            Files.write(file, bytes);
            ManifestJson.ownerOf(directory)
                    .ifPresent(owner -> assertThat(owner.job()).isNotNull());
            assertThat(ManifestJson.encode(ManifestJson.read(file))).isEqualTo(bytes);
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("is damaged, or of another version");
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }
}
