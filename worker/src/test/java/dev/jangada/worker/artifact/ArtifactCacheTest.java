package dev.jangada.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {

    private static final byte[] JAR = {1, 2, 3};

    @TempDir
    private Path directory;

    private final AtomicInteger fetches = new AtomicInteger();

    private ArtifactCache cache(byte[] sent) {
        return new ArtifactCache(directory, (digest, target) -> {
            fetches.incrementAndGet();
            target.write(sent);
        });
    }

    private static String digest() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(JAR));
    }

    @Test
    void fetchesOnce() throws Exception {
        ArtifactCache cache = cache(JAR);

        assertThat(cache.paths(List.of(digest())).get(0)).hasBinaryContent(JAR);
        assertThat(cache.paths(List.of(digest()))).hasSize(1);
        assertThat(fetches).hasValue(1);
    }

    @Test
    void fetchesAgainWhatIsDamaged() throws Exception {
        ArtifactCache cache = cache(JAR);
        Path jar = cache.paths(List.of(digest())).get(0);
        byte[] damaged = JAR.clone();
        damaged[1] ^= 4;
        Files.write(jar, damaged);

        assertThat(cache.paths(List.of(digest())).get(0)).hasBinaryContent(JAR);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void refusesOtherBytesAndNamesThatAreNoDigest() {
        assertThatThrownBy(() -> cache(new byte[] {9}).paths(List.of(digest())))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("has the digest");
        assertThatThrownBy(() -> cache(JAR).paths(List.of("../../etc/passwd")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("no digest");
        assertThat(directory).isDirectoryNotContaining("glob:**.jar");
    }

    @Test
    void deletesWhatIsNeitherNeededNorUsedLately() throws Exception {
        ArtifactCache cache = cache(JAR);
        Path jar = cache.paths(List.of(digest())).get(0);

        cache.deleteUnused(Set.of(digest()), Duration.ZERO);
        assertThat(jar).exists();
        cache.deleteUnused(Set.of(), Duration.ofHours(1));
        assertThat(jar).exists();
        cache.deleteUnused(Set.of(), Duration.ZERO);
        assertThat(Files.exists(jar)).isFalse();
        assertThat(cache.paths(List.of(digest())).get(0)).exists();
        assertThat(fetches).hasValue(2);
    }
}
